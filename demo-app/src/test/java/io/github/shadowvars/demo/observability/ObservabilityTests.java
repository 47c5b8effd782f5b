package io.github.shadowvars.demo.observability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.DemoApplication;
import io.github.shadowvars.demo.InstalledPrograms;
import io.github.shadowvars.demo.RequiresPrograms;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus scrapes the running demo. The data for each alert rule and each panel
 * of the dashboard must exist.
 */
@RequiresPrograms(InstalledPrograms.PROMETHEUS)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("once")
class ObservabilityTests {

	private static final Duration DEADLINE = Duration.ofMinutes(1);

	// The result of a rule should be empty, so the test evaluates its left side
	private static final Pattern CONDITION = Pattern.compile(" > [0-9]+$");

	private final ConfigurableApplicationContext demo = SpringApplication.run(DemoApplication.class, "--server.port=0",
			"--demo.traffic.interval=50ms");

	private final Prometheus prometheus;

	ObservabilityTests(@TempDir Path directory) {
		this.prometheus = new Prometheus(directory,
				this.demo.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@BeforeAll
	void awaitScrapes() {
		Awaitility.await("three scrapes").atMost(DEADLINE).until(() -> !query("sum_over_time(up[5m]) >= 3").isEmpty());
	}

	@AfterAll
	void stop() {
		try {
			this.prometheus.close();
		}
		finally {
			this.demo.close();
		}
	}

	@ParameterizedTest
	@MethodSource("rules")
	void ruleShouldHaveData(String name, String query) {
		assertThat(query).containsPattern(CONDITION);
		assertData(CONDITION.matcher(query).replaceFirst(""));
	}

	@ParameterizedTest
	@MethodSource("rules")
	void ruleShouldBeEvaluatedWithoutError(String name) {
		Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
			JsonNode rule = allRules().filter((each) -> each.path("name").asString().equals(name))
				.findFirst()
				.orElseThrow();
			assertThat(rule.path("health").asString()).as(rule.toString()).isEqualTo("ok");
		});
	}

	@ParameterizedTest
	@MethodSource("queries")
	void dashboardShouldHaveData(String panel, String query) {
		assertData(query);
	}

	@ParameterizedTest
	@ValueSource(strings = { "instance", "name" })
	void dashboardShouldFindValuesOfItsVariables(String variable) {
		assertThat(dashboard().path("templating").path("list").toString())
			.contains("\"label_values(shadow_variables, %s)\"".formatted(variable));
		assertThat(this.prometheus.get("/label/{label}/values?match[]=shadow_variables", variable)).isNotEmpty();
	}

	@Test
	void alertWhenDestructorFailsShouldFire() {
		ShadowVariable<Object, Object> broken = this.demo.getBean(ShadowRegistry.class)
			.register(ShadowType.builder(Object.class, Object.class)
				.id(0xbad)
				.name("broken")
				.constructor((parent) -> new Object())
				.destructor((parent, value, cause) -> {
					throw new IllegalStateException("for the alert");
				})
				.build());
		Awaitility.await().pollInterval(Duration.ofSeconds(1)).atMost(DEADLINE).untilAsserted(() -> {
			// Repeated, because Prometheus sees an increase only after it has seen the id
			broken.alloc(this);
			broken.free(this);
			assertThat(this.prometheus.get("/alerts").path("alerts")).anySatisfy((alert) -> {
				assertThat(alert.path("state").asString()).isEqualTo("firing");
				assertThat(alert.path("labels").path("alertname").asString()).isEqualTo("ShadowDestructorFailures");
				assertThat(alert.path("annotations").path("summary").asString())
					.startsWith("Destructors of broken (0xbad) failed on localhost:");
			});
		});
	}

	private void assertData(String query) {
		assertThat(query(query)).isNotEmpty()
			.allSatisfy((sample) -> assertThat(sample.path("value").path(1).asString()).isNotEqualTo("NaN"));
	}

	private JsonNode query(String query) {
		return this.prometheus.get("/query?query={query}", query).path("result");
	}

	Stream<Arguments> rules() {
		return allRules().map((rule) -> Arguments.of(rule.path("name").asString(), rule.path("query").asString()));
	}

	private Stream<JsonNode> allRules() {
		return this.prometheus.get("/rules")
			.path("groups")
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream());
	}

	static Stream<Arguments> queries() {
		return dashboard().path("panels")
			.valueStream()
			.flatMap((panel) -> panel.path("targets")
				.valueStream()
				.map((target) -> Arguments.of(panel.path("title").asString(),
						withoutVariables(target.path("expr").asString()))));
	}

	private static JsonNode dashboard() {
		return new JsonMapper().readTree(Prometheus.SHIPPED.resolve("shadow-dashboard.json"));
	}

	// Like Grafana if All is selected
	private static String withoutVariables(String query) {
		String plain = query.replace("$__rate_interval", "1m").replace("$instance", ".*").replace("$name", ".*");
		assertThat(plain).isNotEmpty().doesNotContain("$");
		return plain;
	}

}
