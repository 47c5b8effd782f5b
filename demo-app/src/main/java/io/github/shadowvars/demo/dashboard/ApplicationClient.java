package io.github.shadowvars.demo.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * Calls {@code /stations}, {@code /connections} and {@code /leak}.
 */
final class ApplicationClient {

	private static final String ONE = "/stations/{address}";

	private final RestClient http;

	private final LocalServer server;

	ApplicationClient(RestClient http, LocalServer server) {
		this.http = http;
		this.server = server;
	}

	List<Station> stations() {
		return answer(this.http.get()
			.uri(this.server.application("/stations"))
			.retrieve()
			.body(new ParameterizedTypeReference<List<Station>>() {
			}));
	}

	Station associate(String address) {
		return answer(this.http.post()
			.uri(this.server.application("/stations"))
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("address", address))
			.retrieve()
			.body(Station.class));
	}

	Station wake(String address) {
		return post(ONE + "/wake", address);
	}

	Station sleep(String address) {
		return post(ONE + "/sleep", address);
	}

	void leave(String address) {
		this.http.delete().uri(this.server.application(ONE), address).retrieve().toBodilessEntity();
	}

	void vanish(String address) {
		this.http.delete().uri(this.server.application(ONE + "?goodbye=false"), address).retrieve().toBodilessEntity();
	}

	/** Returns how many connections the pool closes. */
	int evict() {
		return answer(this.http.delete().uri(this.server.application("/connections")).retrieve().body(Evicted.class))
			.connections();
	}

	Leak leak() {
		return answer(this.http.get().uri(this.server.application("/leak")).retrieve().body(Leak.class));
	}

	void startLeak() {
		this.http.post().uri(this.server.application("/leak/start")).retrieve().toBodilessEntity();
	}

	void fixLeak() {
		this.http.post().uri(this.server.application("/leak/fix")).retrieve().toBodilessEntity();
	}

	private Station post(String path, String address) {
		return answer(this.http.post().uri(this.server.application(path), address).retrieve().body(Station.class));
	}

	private static <T> T answer(@Nullable T body) {
		return Objects.requireNonNull(body, "The demo answered without a body");
	}

	record Station(String address, String parent, boolean asleep, int buffered, long delivered, boolean psLock,
			boolean psDelivery) {
	}

	record Evicted(int connections) {
	}

	record Leak(String state) {
	}

}
