package io.github.shadowvars.demo.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * Calls the endpoint {@code shadows} and scrapes its meters.
 */
final class ActuatorClient {

	private static final int IDS = 24;

	private static final int VARIABLES = 1000;

	private final RestClient http;

	private final LocalServer server;

	ActuatorClient(RestClient http, LocalServer server) {
		this.http = http;
		this.server = server;
	}

	ShadowPage list() {
		return answer(this.http.get()
			.uri(this.server.actuator("/shadows?limit={limit}"), IDS)
			.retrieve()
			.body(ShadowPage.class));
	}

	Shadow get(String id) {
		return answer(this.http.get()
			.uri(this.server.actuator("/shadows/{id}?limit={limit}"), id, VARIABLES)
			.retrieve()
			.body(Shadow.class));
	}

	/** Gets one id, and checks whether its values reach their parents. */
	Shadow check(String id) {
		return answer(this.http.get()
			.uri(this.server.actuator("/shadows/{id}?limit={limit}&check=reachability"), id, VARIABLES)
			.retrieve()
			.body(Shadow.class));
	}

	Purged purge(String id) {
		return answer(this.http.delete().uri(this.server.actuator("/shadows/{id}"), id).retrieve().body(Purged.class));
	}

	/** Sets the tracking level. Works only if the endpoint shows one. */
	Listed track(String id, String level) {
		return answer(this.http.post()
			.uri(this.server.actuator("/shadows/{id}"), id)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("tracking", level))
			.retrieve()
			.body(Listed.class));
	}

	Meters meters() {
		return Meters
			.parse(answer(this.http.get().uri(this.server.actuator("/prometheus")).retrieve().body(String.class)));
	}

	private static <T> T answer(@Nullable T body) {
		return Objects.requireNonNull(body, "The actuator answered without a body");
	}

	record ShadowPage(long total, List<Listed> shadows) {
	}

	record Listed(String id, String name) {
	}

	record Shadow(String id, String name, @Nullable String description, long live, long allocated,
			Map<String, Long> freed, long duplicates, long constructorFailures, long destructorFailures,
			boolean complete, List<Parents> parents, List<Variable> variables, @Nullable String tracking,
			@Nullable List<Site> sites, @Nullable Reachability reachability) {

		record Parents(String type, long live) {

			public String simpleType() {
				return Dashboard.simple(this.type);
			}

		}

		record Reachability(long checked, long reachesParent, List<Path> paths) {
		}

		record Path(String result, @Nullable String path, List<String> classes) {
		}

		record Variable(String parent, @Nullable String age, @Nullable String site) {
		}

		record Site(String site, long live, @Nullable Boolean sampled) {

			public String shown() {
				return Dashboard.frame(this.site);
			}

			/** The file and the line. */
			public String file() {
				return this.site.substring(this.site.indexOf('(') + 1).replace(")", "");
			}

		}

	}

	record Purged(String id, long freed, long destructorFailures) {
	}

}
