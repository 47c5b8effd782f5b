package io.github.shadowvars.demo.dashboard;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow.Site;
import io.github.shadowvars.demo.dashboard.Reasons.Holder;
import io.github.shadowvars.demo.dashboard.Reasons.Link;
import io.github.shadowvars.demo.dashboard.Reasons.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ReasonsTests {

	private final StubServer server = new StubServer();

	private final Reasons reasons = new Reasons(DashboardConfiguration.actuator(this.server.local()));

	@BeforeEach
	void answer() {
		this.server.answer("GET /actuator/shadows", 200, """
				{"total":2,"shadows":[{"id":"0x1","name":"ps-lock"},{"id":"0x3","name":"signal-history"}]}""");
		shadow("0x1", "ps-lock", "{\"checked\":2,\"reachesParent\":0,\"paths\":[]}",
				"{\"parent\":\"a.Station@1\"},{\"parent\":\"a.Station@2\"}");
		shadow("0x3", "signal-history", """
				{"checked":1,"reachesParent":1,"paths":[{"result":"reaches parent","path":"value.alarm.arg$1",\
				"classes":["a.History","a.Monitor$$Lambda$7","a.Station"]}]},\
				"sites":[{"site":"a.Monitor.measure(Monitor.java:42)","live":1}]""", "{\"parent\":\"a.Station@2\"}");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whyWhenValuesReachTheirParentShouldTellTheChainAndTheSite() {
		Reason reason = this.reasons.why("0x3");
		assertThat(reason.reaching()).isEqualTo(1);
		assertThat(reason.chain()).extracting(Link::field, Link::shown)
			.containsExactly(tuple(null, "History"), tuple("alarm", "lambda"), tuple("arg$1", "Station"));
		assertThat(reason.site()).extracting(Site::file).isEqualTo("Monitor.java:42");
		assertThat(reason.holders()).isEmpty();
	}

	@Test
	void whyWhenAnotherIdHoldsTheParentsShouldNameIt() {
		Reason reason = this.reasons.why("0x1");
		assertThat(reason.chain()).isEmpty();
		assertThat(reason.holders()).containsExactly(new Holder("signal-history", 1, 2));
	}

	@Test
	void whyWhenNobodyHoldsTheParentsShouldNameNone() {
		shadow("0x3", "signal-history", "{\"checked\":1,\"reachesParent\":0,\"paths\":[]}",
				"{\"parent\":\"a.Station@2\"}");
		assertThat(this.reasons.why("0x1").holders()).isEmpty();
	}

	private void shadow(String id, String name, String reachability, String variables) {
		this.server.answer("GET /actuator/shadows/" + id, 200, """
				{"id":"%s","name":"%s","live":1,"allocated":1,"freed":{},"duplicates":0,"constructorFailures":0,\
				"destructorFailures":0,"complete":true,"parents":[],"variables":[%s],"reachability":%s}""".formatted(id,
				name, variables, reachability));
	}

}
