package io.github.shadowvars.demo.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.admin.Fleet.Answer;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One admin server, the demo and three further instances: one call reaches all of them,
 * even if one fails.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("once")
class FleetTests {

	private static final Answer PURGED = new Answer(200, "{\"id\":\"0x1\",\"freed\":1,\"destructorFailures\":0}");

	private final Station station = Objects.requireNonNull(new AccessPoint().associate("02:00:00:00:00:2a"));

	private final Fleet fleet = new Fleet();

	private final int well = this.fleet.adminsOwn();

	private int slow;

	private int readOnly;

	private int down;

	private List<Integer> ports = List.of();

	@BeforeAll
	void start() {
		this.slow = this.fleet.add();
		this.readOnly = this.fleet.add("--management.endpoint.shadows.access=read-only");
		this.down = this.fleet.add();
		this.ports = List.of(this.well, this.slow, this.readOnly, this.down);
	}

	@AfterAll
	void stop() {
		this.fleet.close();
	}

	@Test
	void pageShouldBeThatOfSpringBootAdmin() {
		assertThat(this.fleet.page()).contains("<title>Spring Boot Admin</title>");
	}

	@Test
	void getShouldAnswerForEachInstance() {
		this.ports.forEach(this::attachLock);
		assertThat(this.fleet.call(HttpMethod.GET, "/ps-lock?limit=1")).containsOnlyKeys(this.ports)
			.allSatisfy((port, answer) -> {
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.body()).contains("\"name\":\"ps-lock\"", "\"live\":1", "\"variables\":[{");
			});
	}

	@Test
	void getWhenIdIsUnknownShouldSayWhyForEachInstance() {
		assertThat(this.fleet.call(HttpMethod.GET, "/nobody")).containsOnlyKeys(this.ports)
			.allSatisfy((port, answer) -> {
				assertThat(answer.status()).isEqualTo(404);
				assertThat(answer.body()).startsWith("{\"error\":\"No shadow variable has the id or name 'nobody'");
			});
	}

	@Test
	void listWhenOneIsLongShouldAnswerForEachInstance() {
		ShadowRegistry registry = this.fleet.instance(this.well).getBean(ShadowRegistry.class);
		String description = "x".repeat(1000);
		List<ShadowVariable<?, ?>> variables = new ArrayList<>();
		for (int id = 0x1000; id < 0x1000 + 1000; id++) {
			variables.add(registry
				.register(ShadowType.builder(Object.class, Object.class).id(id).description(description).build()));
		}
		Map<Integer, Answer> answers = this.fleet.call(HttpMethod.GET, "?limit=1000");
		variables.forEach(ShadowVariable::close);
		assertThat(answers).containsOnlyKeys(this.ports)
			.allSatisfy((port, answer) -> assertThat(answer.status()).isEqualTo(200));
		assertThat(answers.get(this.well)).extracting(Answer::body)
			.satisfies((body) -> assertThat(body).hasSizeGreaterThan(1_000_000).endsWith("}]}"));
	}

	@Test
	void trackingShouldChangeOnEachInstanceThatAllowsIt() {
		Map<Integer, Answer> answers = this.fleet.call(HttpMethod.POST, "/ps-lock", "{\"tracking\":\"full\"}");
		assertThat(answers).containsOnlyKeys(this.ports);
		for (int port : List.of(this.well, this.slow, this.down)) {
			assertThat(answers.get(port)).satisfies((answer) -> {
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.body()).contains("\"tracking\":\"full\"");
			});
		}
		assertThat(answers.get(this.readOnly)).satisfies((answer) -> assertThat(answer.status()).isEqualTo(405));
	}

	@Test
	void purgeShouldFreeOnEachInstanceThatAllowsIt() {
		this.ports.forEach(this::attachLock);
		Map<Integer, Answer> answers = this.fleet.call(HttpMethod.DELETE, "/ps-lock");
		assertThat(answers).containsOnlyKeys(this.ports)
			.containsEntry(this.well, PURGED)
			.containsEntry(this.slow, PURGED)
			.containsEntry(this.down, PURGED);
		assertThat(this.ports).map(this::locks).containsExactly(0L, 0L, 1L, 0L);
	}

	@Test
	void purgeWhenOneIsDownOneSlowAndOneRefusesShouldReportEachAndPurgeTheRest() {
		this.ports.forEach(this::attachLock);
		obstacle(this.slow).place(false);
		try {
			webServer(this.down).stop();
			assertThat(this.fleet.call(HttpMethod.DELETE, "/ps-lock")).containsOnlyKeys(this.ports)
				.containsEntry(this.well, PURGED)
				.containsEntry(this.slow, new Answer(504, ""))
				.containsEntry(this.down, new Answer(502, ""))
				.extractingByKey(this.readOnly)
				.satisfies((answer) -> {
					assertThat(answer.status()).isEqualTo(405);
					assertThat(answer.body()).contains("Method Not Allowed");
				});
			assertThat(locks(this.slow)).isOne();
		}
		finally {
			obstacle(this.slow).remove();
			webServer(this.down).start();
		}
		// The admin server no longer waits, but the request was not cancelled
		Awaitility.await().until(() -> locks(this.slow) == 0);
		assertThat(locks(this.readOnly)).isOne();
		assertThat(locks(this.down)).isOne();
	}

	@Test
	void getWhenOneFallsSilentWhileItAnswersShouldReportItAndAnswerForTheRest() {
		obstacle(this.slow).place(true);
		try {
			assertThat(this.fleet.call(HttpMethod.GET, "/ps-lock")).containsOnlyKeys(this.ports)
				.containsEntry(this.slow, new Answer(504, ""))
				.hasEntrySatisfying(this.well, (answer) -> assertThat(answer.status()).isEqualTo(200))
				.hasEntrySatisfying(this.readOnly, (answer) -> assertThat(answer.status()).isEqualTo(200))
				.hasEntrySatisfying(this.down, (answer) -> assertThat(answer.status()).isEqualTo(200));
		}
		finally {
			obstacle(this.slow).remove();
		}
	}

	private void attachLock(int port) {
		this.fleet.instance(port)
			.getBean(ShadowRegistry.class)
			.getOrAlloc(this.station, 0x1, (station) -> new ReentrantLock());
	}

	private long locks(int port) {
		return Objects.requireNonNull(this.fleet.instance(port).getBean(ShadowRegistry.class).find(0x1)).count();
	}

	private Obstacle obstacle(int port) {
		return this.fleet.instance(port).getBean(Obstacle.class);
	}

	private WebServer webServer(int port) {
		return Objects.requireNonNull(((WebServerApplicationContext) this.fleet.instance(port)).getWebServer());
	}

}
