package io.github.shadowvars.demo.dashboard;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Shadow.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

class ActuatorClientTests {

	private static final String SHADOW = """
			{"id":"0x1","name":"ps-lock","live":1,"allocated":3,"freed":{"FREED":2},"duplicates":0,\
			"constructorFailures":0,"destructorFailures":0,"complete":true,"unheardOf":true,\
			"parents":[],"variables":[],"tracking":"full","sites":[\
			{"site":"a.b.A.c(A.java:12)","live":1},{"site":"a.b.A.c(Native Method)","live":7,"sampled":true,"rate":0.01}]}""";

	private final StubServer server = new StubServer();

	private final ActuatorClient client = DashboardConfiguration.actuator(this.server.local());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					401 | | requires authentication (401), but this page has no credentials; permit its requests in your security rules
					403 | | is forbidden (403) for this page; permit it in your security rules, for a POST or DELETE also without a CSRF token
					404 | | is not there (404); list its endpoint in management.endpoints.web.exposure.include
					405 | {"status":405} | is not allowed (405); management.endpoint.shadows.access=unrestricted would allow it
					500 | <html> | failed (500); the server's log says why
					""")
	void purgeWhenRefusedShouldSayWhyAndWhatHelps(int status, String body, String words) {
		this.server.answer("DELETE /actuator/shadows/0x1", status, (body != null) ? body : "");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.client.purge("0x1"))
			.withMessage("DELETE /actuator/shadows/0x1 " + words)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

	@Test
	void purgeWhenEndpointSaysWhyShouldSayTheSame() {
		this.server.answer("DELETE /actuator/shadows/0x1", 404, "{\"error\":\"No \\\"0x1\\\"; use another\"}");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.client.purge("0x1"))
			.withMessage("No \"0x1\"; use another");
	}

	@Test
	void purgeWhenNobodyAnswersShouldSaySo() {
		this.server.close();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.client.purge("0x1"))
			.withMessage("DELETE /actuator/shadows/0x1 got no answer: the server is gone, or too busy; start it, or "
					+ "try again")
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RefusedException.GONE));
	}

	@Test
	void listWhenManagementHasNoServerShouldSaySo() {
		ActuatorClient nowhere = DashboardConfiguration.actuator(new LocalServer(new MockEnvironment()));
		assertThatExceptionOfType(RefusedException.class).isThrownBy(nowhere::list)
			.withMessage("The demo has no web server for /actuator/shadows?limit={limit}; do not set "
					+ "server.port or management.server.port to a negative number");
	}

	@Test
	void getWhenTrackedShouldReadLevelAndSites() {
		this.server.answer("GET /actuator/shadows/0x1", 200, SHADOW);
		assertThat(this.client.get("0x1").tracking()).isEqualTo("full");
		assertThat(this.client.get("0x1").sites()).extracting(Site::shown, Site::live, Site::sampled)
			.containsExactly(tuple("A.c:12", 1L, null), tuple("a.b.A.c(Native Method)", 7L, true));
	}

	@Test
	void trackShouldSendLevel() {
		this.server.answer("POST /actuator/shadows/0x1", 200,
				"{\"id\":\"0x1\",\"name\":\"ps-lock\",\"tracking\":\"full\"}");
		assertThat(this.client.track("0x1", "full").name()).isEqualTo("ps-lock");
		assertThat(this.server.requests()).containsExactly("POST /actuator/shadows/0x1 {\"tracking\":\"full\"}");
	}

}
