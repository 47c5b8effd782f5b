package io.github.shadowvars.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.server.WebSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartReport}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartReportTests {

	private static final String NO_EFFECT = " has no effect: ";

	// A value for each property
	private static final Map<String, String> VALUES = Map.ofEntries(Map.entry("shadow.enabled", "true"),
			Map.entry("shadow.beans.enabled", "true"), Map.entry("shadow.close-timeout", "5s"),
			Map.entry("shadow.defaults.max-live", "7"), Map.entry("shadow.defaults.on-limit", "reject"),
			Map.entry("shadow.health.enabled", "true"), Map.entry("shadow.leak-check", "on"),
			Map.entry("shadow.lifetimes.jdbc.enabled", "true"), Map.entry("shadow.lifetimes.r2dbc.enabled", "true"),
			Map.entry("shadow.lifetimes.kafka.enabled", "true"), Map.entry("shadow.lifetimes.rabbitmq.enabled", "true"),
			Map.entry("shadow.lifetimes.netty.enabled", "true"), Map.entry("shadow.lifetimes.sse.enabled", "true"),
			Map.entry("shadow.lifetimes.web-session.enabled", "true"),
			Map.entry("shadow.lifetimes.web-session.check-interval", "5s"),
			Map.entry("shadow.lifetimes.websocket.enabled", "true"), Map.entry("shadow.metrics.enabled", "true"),
			Map.entry("shadow.metrics.max-ids", "7"), Map.entry("shadow.tracking.level", "full"),
			Map.entry("shadow.tracking.sample-rate", "0.5"), Map.entry("shadow.tracking.skip-packages[0]", "com.acme"),
			Map.entry("shadow.types.ps-lock.description", "text"), Map.entry("shadow.types.ps-lock.enabled", "true"),
			Map.entry("shadow.types.ps-lock.id", "0x1"), Map.entry("shadow.types.ps-lock.max-live", "7"),
			Map.entry("shadow.types.ps-lock.on-limit", "reject"), Map.entry("shadow.types.ps-lock.tracking", "full"),
			Map.entry("management.endpoint.shadows.access", "UNRESTRICTED"),
			Map.entry("management.endpoint.shadows.cache.time-to-live", "1s"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ShadowAutoConfiguration.class, EndpointAutoConfiguration.class, ShadowEndpointAutoConfiguration.class,
				ShadowHealthAutoConfiguration.class, ShadowMetricsAutoConfiguration.class));

	private final ApplicationContextRunner integrated = this.runner.withConfiguration(AutoConfigurations.of(
			ShadowJdbcAutoConfiguration.class, ShadowR2dbcAutoConfiguration.class, ShadowNettyAutoConfiguration.class,
			ShadowKafkaAutoConfiguration.class, ShadowRabbitAutoConfiguration.class,
			ShadowWebSocketAutoConfiguration.class, ShadowReactiveWebSocketAutoConfiguration.class));

	private final ApplicationContextRunner typed = this.runner.withBean("psLock", ShadowType.class,
			() -> ShadowType.flag(Object.class, 0x1, "ps-lock"));

	static Stream<String> properties() {
		return VALUES.keySet().stream().sorted();
	}

	// Those of web applications have tests of their own
	static Stream<String> propertiesOfAnyApplication() {
		return properties().filter((name) -> !name.startsWith("shadow.lifetimes.web-session.")
				&& !name.startsWith("shadow.lifetimes.sse."));
	}

	@Test
	void valuesShouldCoverEveryRule() {
		assertThat(VALUES.keySet().stream().map((name) -> name.replace("ps-lock", "*").replace("[0]", "")))
			.containsExactlyInAnyOrderElementsOf(PropertyRules.NEEDS.keySet());
	}

	@ParameterizedTest
	@MethodSource("propertiesOfAnyApplication")
	void startWhenThePropertyCanActShouldNotWarn(String name, CapturedOutput output) {
		this.integrated.withBean("psLock", ShadowType.class, () -> ShadowType.flag(Object.class, 0x1, "ps-lock"))
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues(name + "=" + VALUES.get(name), "management.endpoints.web.exposure.include=*")
			.withPropertyValues(name.endsWith("on-limit") ? "shadow.defaults.max-live=9" : "a=b")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(NO_EFFECT);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void startWhenTheRegistryIsTheUsersShouldWarnOfWhatBuildsOne(String name, CapturedOutput output) {
		this.typed.withBean("own", ShadowRegistry.class, ShadowRegistry::create)
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues(name + "=" + VALUES.get(name), "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed());
		boolean acts = List
			.of("shadow.enabled", "shadow.beans.enabled", "shadow.health.enabled", "shadow.metrics.enabled",
					"shadow.metrics.max-ids", "management.endpoint.shadows.access",
					"management.endpoint.shadows.cache.time-to-live")
			.contains(name);
		assertWarned(output, name,
				acts ? null
						: "the application defines the registry bean 'own', which is not "
								+ "built from properties; set it with the registry's builder, or use a "
								+ "ShadowRegistryCustomizer instead of that bean");
	}

	@Test
	void startWhenATypeCannotBeDisabledShouldWarn(CapturedOutput output) {
		this.typed.withBean("own", ShadowRegistry.class, ShadowRegistry::create)
			.withPropertyValues("shadow.types.ps-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("shadow.types.ps-lock.enabled").contains(NO_EFFECT);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void startWhenThereAreTwoRegistriesShouldWarn(String name, CapturedOutput output) {
		this.typed.withBean("one", ShadowRegistry.class, ShadowRegistry::create)
			.withBean("two", ShadowRegistry.class, ShadowRegistry::create)
			.withPropertyValues(name + "=" + VALUES.get(name), "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, name, name.equals("shadow.enabled") ? null
				: "there are several registries ('one', 'two') and none is primary; mark one of them with @Primary");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void startWhenTheRegistryIsOfAParentContextShouldWarnOfWhatBuildsOne(String name, CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.register(ImportConfiguration.class);
			parent.refresh();
			this.typed.withParent(parent)
				.withBean(SimpleMeterRegistry.class)
				.withPropertyValues(name + "=" + VALUES.get(name), "management.endpoints.web.exposure.include=*")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		boolean acts = List
			.of("shadow.enabled", "shadow.beans.enabled", "shadow.health.enabled", "shadow.metrics.enabled",
					"shadow.metrics.max-ids", "management.endpoint.shadows.access",
					"management.endpoint.shadows.cache.time-to-live")
			.contains(name);
		assertWarned(output, name, acts ? null : "the registry belongs to the parent context; set the property there");
	}

	@ParameterizedTest
	@MethodSource("propertiesOfAnyApplication")
	void startWhenTheParentContextHasThePropertyTooShouldNotWarn(String name, CapturedOutput output) {
		if (name.startsWith("shadow.types") || name.endsWith("on-limit")) {
			return;
		}
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("parent", Map.of(name, Objects.requireNonNull(VALUES.get(name)))));
			parent.register(ImportConfiguration.class);
			parent.refresh();
			int before = output.getAll().length();
			this.integrated.withParent(parent)
				.withBean(SimpleMeterRegistry.class)
				.withPropertyValues("management.endpoints.web.exposure.include=*")
				.run((context) -> assertThat(context).hasNotFailed());
			assertThat(output.getAll().substring(before)).doesNotContain(NO_EFFECT);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"shadow.health.enabled | there is no health indicator; add the dependency spring-boot-starter-actuator",
			"shadow.metrics.enabled | there is no auto-configured meter binder; it needs Micrometer and a "
					+ "MeterRegistry bean in this context, and the application must not define a "
					+ "ShadowMeterBinder bean",
			"shadow.metrics.max-ids | there is no auto-configured meter binder; it needs Micrometer and a "
					+ "MeterRegistry bean in this context, and the application must not define a "
					+ "ShadowMeterBinder bean",
			"management.endpoint.shadows.access | there is no endpoint 'shadows'; add the dependency spring-boot-starter-actuator, and expose the endpoint, for example with management.endpoints.web.exposure.include=health,shadows" })
	void startWhenActuatorAndMicrometerAreMissingShouldWarn(String name, String reason, CapturedOutput output) {
		new ApplicationContextRunner().withUserConfiguration(ImportConfiguration.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate",
					"org.springframework.boot.health"))
			.withBean("psLock", ShadowType.class, () -> ShadowType.flag(Object.class, 0x1, "ps-lock"))
			.withPropertyValues(name + "=" + VALUES.get(name))
			.run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, name, reason);
		assertThat(output).contains("Endpoint 'shadows': not available.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"shadow.lifetimes.jdbc.enabled | JDBC connections are not watched; that needs spring-jdbc",
			"shadow.lifetimes.r2dbc.enabled | R2DBC connections are not watched; that needs an R2DBC driver and Spring Boot's R2DBC support",
			"shadow.lifetimes.netty.enabled | Netty channels are not watched; that needs Netty",
			"shadow.lifetimes.kafka.enabled | Kafka consumers and producers are not watched; that needs Spring for Apache Kafka",
			"shadow.lifetimes.rabbitmq.enabled | RabbitMQ connections and channels are not watched; that needs RabbitMQ's client",
			"shadow.lifetimes.web-session.enabled | WebFlux sessions are not watched; that needs a reactive web application",
			"shadow.lifetimes.web-session.check-interval | WebFlux sessions are not watched; that needs a reactive web application",
			"shadow.lifetimes.websocket.enabled | WebSocket sessions are not watched; that needs Spring's WebSocket support",
			"shadow.lifetimes.sse.enabled | emitters are not watched; that needs a servlet application with Spring MVC" })
	void startWhenAnIntegrationIsMissingShouldWarn(String name, String reason, CapturedOutput output) {
		new ApplicationContextRunner().withUserConfiguration(ImportConfiguration.class)
			.withPropertyValues(name + "=" + VALUES.get(name))
			.run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, name, reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow.health.enabled", "shadow.metrics.enabled", "shadow.metrics.max-ids",
			"shadow.lifetimes.netty.enabled", "management.endpoint.shadows.access" })
	void startWhenTheSliceOfATestLeavesItOutShouldNotWarn(String name, CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class))
			.withPropertyValues(name + "=" + VALUES.get(name),
					EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY + "=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, name, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow.metrics.enabled", "shadow.metrics.max-ids" })
	void startWhenTheMetersAreThoseOfTheParentContextShouldWarnOnlyIfItLacksTheProperty(String name,
			CapturedOutput output) {
		for (boolean set : new boolean[] { true, false }) {
			int before = output.getAll().length();
			try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
				parent.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("parent",
							set ? Map.of(name, Objects.requireNonNull(VALUES.get(name))) : Map.of()));
				parent.register(SimpleMeterRegistry.class, ImportConfiguration.class);
				parent.refresh();
				this.runner.withParent(parent)
					.withPropertyValues(name + "=" + VALUES.get(name))
					.run((context) -> assertThat(context).hasNotFailed());
			}
			List<String> lines = output.getAll()
				.substring(before)
				.lines()
				.filter((line) -> line.contains(NO_EFFECT))
				.toList();
			if (set) {
				assertThat(lines).isEmpty();
			}
			else {
				assertThat(lines).singleElement()
					.asString()
					.contains("Property " + name + " from ")
					.endsWith(NO_EFFECT + "it acts in the parent context; set it there");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "shadow.health.enabled", "shadow.metrics.enabled", "shadow.beans.enabled",
			"shadow.lifetimes.netty.enabled" })
	void startWhenAPropertySwitchesOffWhatIsMissingShouldNotWarn(String name, CapturedOutput output) {
		this.runner.withPropertyValues(name + "=${off:no}").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(NO_EFFECT);
	}

	@ParameterizedTest
	@CsvSource({ "shadow.types.ps-lock.on-limit=reject, shadow.types.ps-lock.max-live",
			"shadow.defaults.on-limit=reject, shadow.defaults.max-live" })
	void startWhenALimitIsMissingShouldWarn(String property, String missing, CapturedOutput output) {
		this.typed.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, property.substring(0, property.indexOf('=')),
				"there is no limit; set %s, too".formatted(missing));
	}

	@ParameterizedTest
	@CsvSource({ "shadow.types.ps-lock.max-lives, shadow.types.ps-lock.max-live",
			"shadow.types.ps-lock.limit, shadow.types.ps-lock.on-limit", "shadow.close-timeuot, shadow.close-timeout",
			"shadow.metrics.max-id, shadow.metrics.max-ids", "shadow.track.level, shadow.tracking.level",
			"shadow.enable, shadow.enabled", "shadow.defaults.max-life, shadow.defaults.max-live" })
	void startWhenAKeyIsMisspeltShouldWarnAndShowTheNearest(String name, String nearest, CapturedOutput output) {
		this.typed.withPropertyValues(name + "=1").run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, name, "there is no such property; the nearest name is " + nearest);
	}

	@Test
	void startWhenAnEnvironmentVariableIsMisspeltShouldWarn(CapturedOutput output) {
		this.typed.withInitializer(EnvironmentVariables.of("SHADOW_TYPES_PSLOCK_MAXLIVES=1", "SHADOW_CLOSETIMEOUTS=1s",
				"SHADOW_PORT=tcp://10.0.0.1:80", "SHADOW_SERVICE_HOST=10.0.0.1", "SHADOW_PORT_80_TCP_ADDR=10.0.0.1"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("\"SHADOW_TYPES_PSLOCK_MAXLIVES\"" + " from property source \"systemEnvironment\" has "
					+ "no effect: there is no such property; the nearest name is shadow.types.pslock.max-live")
			.contains("the nearest name is shadow.close-timeout")
			.doesNotContain("shadow.port", "shadow.service");
	}

	@Test
	void startWhenThereAreTwoRegistriesAndNoPropertiesShouldSayThatTypesAreNotRegistered(CapturedOutput output) {
		this.typed.withBean("one", ShadowRegistry.class, ShadowRegistry::create)
			.withBean("two", ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("The types of the beans 'psLock' are not registered: there are several registries");
	}

	@Test
	void startShouldLogWhatIsInForce(CapturedOutput output) {
		this.typed
			.withPropertyValues("shadow.types.ps-lock.max-live=7", "shadow.types.sessions.id=0x2",
					"shadow.types.off.id=0x3", "shadow.types.off.enabled=false",
					"management.endpoints.web.exposure.include=*", "management.endpoint.shadows.access=UNRESTRICTED")
			.withBean("off", ShadowType.class, () -> ShadowType.flag(Object.class, 0x3, "off"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("INFO")
			.contains(
					"Shadow variables: 0x1 (ps-lock) max-live=7 on-limit=warn, 0x3 (off) disabled, 0x2 (sessions) (not "
							+ "used yet). Lifetimes: none. Endpoint 'shadows': can purge.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "java.lang.Object | none", "java.lang.Thread | beans",
			"java.sql.Connection | beans, JDBC connections", "org.h2.jdbc.JdbcConnection | beans, JDBC connections",
			"java.lang.AutoCloseable | beans, JDBC connections, Kafka consumers and producers, RabbitMQ connections "
					+ "and channels, WebSocket sessions",
			"io.r2dbc.spi.Connection | beans, R2DBC connections", "io.netty.channel.Channel | beans, Netty channels",
			"org.apache.kafka.clients.producer.Producer | beans, Kafka consumers and producers",
			"com.rabbitmq.client.Channel | beans, RabbitMQ connections and channels",
			"org.springframework.web.socket.WebSocketSession | beans, WebSocket sessions",
			"org.springframework.web.reactive.socket.WebSocketSession | beans, WebSocket sessions",
			"jakarta.servlet.http.HttpSession | beans", "org.springframework.web.server.WebSession | beans" })
	void startShouldLogTheLifetimesThatATypeHasParentsFor(Class<?> parentType, String lifetimes,
			CapturedOutput output) {
		this.integrated.withBean("type", ShadowType.class, () -> ShadowType.flag(parentType, 0x1, "type"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("Shadow variables: 0x1 (type). Lifetimes: %s. Endpoint 'shadows'".formatted(lifetimes));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "java.lang.Object | none", "java.lang.Thread | beans",
					"jakarta.servlet.http.HttpSession | beans, HTTP sessions and requests",
					"jakarta.servlet.ServletRequest | beans, HTTP sessions and requests",
					"jakarta.servlet.http.HttpServletRequest | beans, HTTP sessions and requests",
					"org.springframework.web.servlet.mvc.method.annotation.SseEmitter | beans, emitters" })
	void startOfAServletApplicationShouldLogTheLifetimesThatATypeHasParentsFor(Class<?> parentType, String lifetimes,
			CapturedOutput output) {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowServletAutoConfiguration.class))
			.withBean("type", ShadowType.class, () -> ShadowType.flag(parentType, 0x1, "type"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("Shadow variables: 0x1 (type). Lifetimes: %s. Endpoint 'shadows'".formatted(lifetimes));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void startOfAReactiveApplicationShouldLogThatSessionsHaveALifetime(boolean enabled, CapturedOutput output) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowWebSessionAutoConfiguration.class))
			.withBean("type", ShadowType.class, () -> ShadowType.flag(WebSession.class, 0x1, "type"))
			.withPropertyValues("shadow.lifetimes.web-session.enabled=" + enabled)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Lifetimes: beans%s. Endpoint".formatted(enabled ? ", WebFlux sessions" : ""));
	}

	@ParameterizedTest
	@CsvSource({ "shadow.lifetimes.web-session.check-interval=5s, shadow.lifetimes.web-session.enabled=false",
			"shadow.lifetimes.web-session.check-interval=5s, shadow.lifetimes.web-session.enabled=${off:no}",
			"shadow.metrics.max-ids=7, shadow.metrics.enabled=off",
			"management.endpoint.shadows.cache.time-to-live=1s, management.endpoint.shadows.access=NONE" })
	void startWhenAnotherPropertySwitchesItOffShouldNameThatProperty(String property, String other,
			CapturedOutput output) {
		new ReactiveWebApplicationContextRunner().withUserConfiguration(ImportConfiguration.class)
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues(property, other, "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed());
		assertWarned(output, property.substring(0, property.indexOf('=')),
				"%s switches it off; remove one of the two".formatted(other));
	}

	@Test
	void startWhenAccessIsNotSetShouldSayThatTheEndpointIsReadOnly(CapturedOutput output) {
		this.typed.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("Shadow variables: 0x1 (ps-lock). Lifetimes: none. Endpoint 'shadows': read-only, set "
					+ "management.endpoint.shadows.access=unrestricted to purge.");
	}

	@Test
	void startWhenThereAreManyTypesShouldLogSome(CapturedOutput output) {
		this.runner.withUserConfiguration(ManyConfiguration.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("0x14 (type20) and 10 more.").doesNotContain("type21");
	}

	@Test
	void startWhenNothingIsDeclaredShouldLogNothing(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll().lines().filter((line) -> line.contains("hadow"))).isEmpty();
	}

	@Test
	void allocWhenParentIsDoubtfulShouldWarnOnceForEachClass(CapturedOutput output) {
		for (ApplicationContextRunner each : Arrays.asList(this.typed,
				this.typed.withBean("own", ShadowRegistry.class, ShadowRegistry::create))) {
			int before = output.getAll().length();
			each.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc("one", 1, (parent) -> true);
				registry.alloc("two", 1, (parent) -> true);
			});
			assertThat(output.getAll().substring(before)).containsOnlyOnce("WARN")
				.contains("A variable of shadow 0x1 (ps-lock) was attached to a java.lang.String: equal strings can "
						+ "be one object or several, and a literal is never collected; attach to an object with "
						+ "its own identity and lifetime.");
		}
	}

	private static void assertWarned(CapturedOutput output, String name, @Nullable String reason) {
		List<String> lines = output.getAll().lines().filter((line) -> line.contains(NO_EFFECT)).toList();
		if (reason == null) {
			assertThat(lines).isEmpty();
		}
		else {
			assertThat(lines).singleElement()
				.asString()
				.contains("WARN")
				.contains("Property " + name + " from ")
				.endsWith(NO_EFFECT + reason);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class ManyConfiguration {

		@Bean
		ShadowVariable<Object, Boolean> many(ShadowRegistry registry) {
			for (int i = 2; i <= 30; i++) {
				registry.register(ShadowType.flag(Object.class, i, "type" + i));
			}
			return registry.register(ShadowType.flag(Object.class, 1, "type1"));
		}

	}

}
