package io.github.shadowvars.demo.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.github.shadowvars.demo.dashboard.ApplicationClient.Leak;
import io.github.shadowvars.demo.dashboard.Dashboard.Newest;
import io.github.shadowvars.demo.dashboard.Dashboard.Tile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class RecorderTests {

	private static final String STATION = """
			{"address":"%s","parent":"a.Station@2","asleep":true,"buffered":1,"delivered":2,"psLock":true,"psDelivery":false}""";

	private final StubServer server = new StubServer();

	private final TestClock clock = new TestClock();

	private final Recorder recorder = new Recorder(DashboardConfiguration.actuator(this.server.local()),
			DashboardConfiguration.application(this.server.local()), this.clock, Duration.ofMinutes(5));

	@BeforeEach
	void answer() {
		this.server.answer("GET /actuator/prometheus", 200, "shadow_variables{id=\"0x1\",name=\"ps-lock\"} 1.0\n");
		this.server.answer("GET /actuator/shadows", 200,
				"{\"total\":1,\"shadows\":[{\"id\":\"0x1\",\"name\":\"ps-lock\"}]}");
		variables("");
		stations("");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void dashboardWhenAskedFirstShouldRead() {
		assertThat(this.recorder.dashboard().cards()).singleElement()
			.satisfies((card) -> assertThat(card.shadow().name()).isEqualTo("ps-lock"))
			.satisfies((card) -> assertThat(card.series().live()).containsExactly(1L));
	}

	@Test
	void recordShouldShowNewestVariablesFirstAndKnowSinceWhenTheyWereSeen() {
		variables("{\"parent\":\"a.Station@1\"},{\"parent\":\"a.Station@2\"}");
		this.recorder.record();
		this.clock.seconds += 61;
		variables("{\"parent\":\"a.Station@2\"},{\"parent\":\"a.Station@3\"}");
		this.recorder.record();
		this.clock.seconds += 5;
		this.recorder.record();
		assertThat(this.recorder.dashboard().cards().get(0).newest()).extracting(Newest::shownParent, Newest::shownAge)
			.containsExactly(tuple("Station@3", "5 s"), tuple("Station@2", "1 min"));
	}

	@Test
	void recordWhenEndpointTellsAgeShouldPreferIt() {
		variables("{\"parent\":\"a.Station@1\",\"age\":\"PT2H\"},{\"parent\":\"a.Station@2\",\"age\":\"PT12.3S\","
				+ "\"site\":\"A.b(A.java:1)\"}");
		this.recorder.record();
		assertThat(this.recorder.dashboard().cards().get(0).newest()).containsExactly(
				new Newest("a.Station@2", null, "A.b(A.java:1)", Duration.ofMillis(12300)),
				new Newest("a.Station@1", null, null, Duration.ofHours(2)));
	}

	@Test
	void recordWhenStationComesShouldShowItFreshAndWhenItGoesShouldShowItGoneForAWhile() {
		stations(STATION.formatted("02:00:00:00:00:01"));
		this.recorder.record();
		assertThat(this.recorder.dashboard().tiles()).extracting(Tile::fresh, Tile::gone)
			.containsExactly(tuple(false, false));
		this.clock.seconds += 1;
		stations(STATION.formatted("02:00:00:00:00:02"));
		this.recorder.record();
		assertThat(this.recorder.dashboard().tiles())
			.extracting((tile) -> tile.station().address(), Tile::fresh, Tile::gone)
			.containsExactly(tuple("02:00:00:00:00:01", false, true), tuple("02:00:00:00:00:02", true, false));
		this.clock.seconds += 3;
		this.recorder.record();
		assertThat(this.recorder.dashboard().tiles())
			.extracting((tile) -> tile.station().address(), Tile::fresh, Tile::gone)
			.containsExactly(tuple("02:00:00:00:00:02", false, false));
	}

	@Test
	void recordWhenParentIsStationShouldShowItsAddressAlsoOnceItIsGone() {
		variables("{\"parent\":\"a.Station@2\"}");
		stations(STATION.formatted("02:00:00:00:00:01"));
		this.recorder.record();
		stations("");
		this.clock.seconds += 60;
		this.recorder.record();
		assertThat(this.recorder.dashboard().cards().get(0).newest()).extracting(Newest::shownParent)
			.containsExactly("02:00:00:00:00:01");
	}

	@Test
	void recordShouldReadTheLeakAndDoWithoutIt() {
		this.recorder.record();
		assertThat(this.recorder.dashboard().leak()).isNull();
		this.server.answer("GET /leak", 200, "{\"state\":\"leaking\"}");
		this.recorder.record();
		assertThat(this.recorder.dashboard().leak()).isEqualTo(new Leak("leaking"));
	}

	@Test
	void recordWhenEndpointRefusesShouldSayWhyAndShowStationsUntilItAnswersAgain() {
		this.server.answer("GET /actuator/shadows", 403, "");
		stations(STATION.formatted("02:00:00:00:00:01"));
		this.recorder.record();
		assertThat(this.recorder.dashboard().shadowsFailure()).startsWith("GET /actuator/shadows is forbidden (403)");
		assertThat(this.recorder.dashboard().cards()).isEmpty();
		assertThat(this.recorder.dashboard().tiles()).hasSize(1);
		answer();
		this.recorder.record();
		assertThat(this.recorder.dashboard().shadowsFailure()).isNull();
		assertThat(this.recorder.dashboard().cards()).hasSize(1);
	}

	@Test
	void recordWhenStationsAreGoneShouldSayWhyAndShowShadows() {
		this.server.answer("GET /stations", 500, "");
		this.recorder.record();
		assertThat(this.recorder.dashboard().stationsFailure())
			.isEqualTo("GET /stations failed (500); the server's log says why");
		assertThat(this.recorder.dashboard().cards()).hasSize(1);
	}

	private void variables(String variables) {
		this.server.answer("GET /actuator/shadows/0x1", 200, """
				{"id":"0x1","name":"ps-lock","live":1,"allocated":1,"freed":{},"duplicates":0,\
				"constructorFailures":0,"destructorFailures":0,"complete":true,"parents":[],\
				"variables":[%s]}""".formatted(variables));
	}

	private void stations(String stations) {
		this.server.answer("GET /stations", 200, "[" + stations + "]");
	}

	private static final class TestClock extends Clock {

		private long seconds = 1000;

		@Override
		public ZoneOffset getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return Instant.ofEpochSecond(this.seconds);
		}

	}

}
