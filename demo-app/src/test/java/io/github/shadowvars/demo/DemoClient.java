package io.github.shadowvars.demo;

import java.util.Map;
import java.util.Objects;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Calls a running demo.
 */
public record DemoClient(RestTestClient http) {

	static DemoClient onPort(String port) {
		return new DemoClient(RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build());
	}

	void associate(String address) {
		this.http.post()
			.uri("/stations")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("address", address))
			.exchange()
			.expectStatus()
			.isCreated();
	}

	public String get(String uri) {
		return body(this.http.get().uri(uri).exchange());
	}

	String delete(String uri) {
		return body(this.http.delete().uri(uri).exchange());
	}

	private static String body(RestTestClient.ResponseSpec response) {
		return Objects
			.requireNonNull(response.expectStatus().isOk().expectBody(String.class).returnResult().getResponseBody());
	}

}
