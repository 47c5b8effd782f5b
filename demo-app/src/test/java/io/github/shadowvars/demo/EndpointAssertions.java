package io.github.shadowvars.demo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Assertions on the endpoint and the meters of a running demo.
 */
final class EndpointAssertions {

	private EndpointAssertions() {
	}

	static void assertList(DemoClient client) {
		assertThat(client.get("/actuator/shadows")).startsWith("{\"total\":3,\"live\":")
			.contains("\"name\":\"ps-lock\"", "\"name\":\"ps-delivery\"");
	}

	static void assertIdAndItsParents(DemoClient client) {
		assertThat(client.get("/actuator/shadows/ps-lock"))
			.contains("\"parents\":[{\"type\":\"io.github.shadowvars.demo.vendor.Station\",\"live\":")
			.contains("\"variables\":[{\"parent\":\"io.github.shadowvars.demo.vendor.Station@");
	}

	static void assertMeters(DemoClient client) {
		assertThat(client.get("/actuator/prometheus"))
			.containsPattern("shadow_variables\\{id=\"0x1\",name=\"ps-lock\"} [1-9]");
	}

	static void assertPurge(DemoClient client) {
		assertThat(client.delete("/actuator/shadows/ps-lock"))
			.containsPattern("\\{\"id\":\"0x1\",\"freed\":[1-9][0-9]*,\"destructorFailures\":0}");
		assertThat(client.get("/actuator/shadows/ps-lock")).containsPattern("\"PURGED\":[1-9]");
		assertThat(client.delete("/actuator/shadows?confirm=all")).startsWith("{\"id\":\"*\",\"freed\":");
	}

	static void assertUnknownId(DemoClient client) {
		client.http()
			.get()
			.uri("/actuator/shadows/0xcafe")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.error")
			.isEqualTo("No shadow variable has the id or name '0xcafe'; use an id or a name that the endpoint lists");
	}

}
