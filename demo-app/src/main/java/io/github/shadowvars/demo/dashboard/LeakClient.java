package io.github.shadowvars.demo.dashboard;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * Calls {@code /leak}.
 */
final class LeakClient {

	private final RestClient http;

	private final LocalServer server;

	LeakClient(RestClient http, LocalServer server) {
		this.http = http;
		this.server = server;
	}

	Leak get() {
		return answer(this.http.get().uri(this.server.application("/leak")).retrieve().body(Leak.class));
	}

	void start() {
		this.http.post().uri(this.server.application("/leak/start")).retrieve().toBodilessEntity();
	}

	void fix() {
		this.http.post().uri(this.server.application("/leak/fix")).retrieve().toBodilessEntity();
	}

	private static <T> T answer(@Nullable T body) {
		return Objects.requireNonNull(body, "The leak answered without a body");
	}

	record Leak(String state) {
	}

}
