package io.github.shadowvars.demo.dashboard;

import java.util.Objects;

import org.springframework.web.client.RestClient;

/**
 * Calls {@code /connections}.
 */
final class ConnectionsClient {

	private final RestClient http;

	private final LocalServer server;

	ConnectionsClient(RestClient http, LocalServer server) {
		this.http = http;
		this.server = server;
	}

	/** Returns how many connections the pool closes. */
	int evict() {
		Evicted evicted = this.http.delete()
			.uri(this.server.application("/connections"))
			.retrieve()
			.body(Evicted.class);
		return Objects.requireNonNull(evicted, "The connections answered without a body").connections();
	}

	record Evicted(int connections) {
	}

}
