package io.github.shadowvars.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged demo, started as the README says.
 */
class AheadOfTimeJarTests {

	private static final String AOT = "-Dspring.aot.enabled=true";

	private final Path jar = Path.of(Objects.requireNonNull(System.getProperty("demo.jar")));

	@TempDir
	private Path directory;

	@Test
	void jarShouldServeEveryOperationFromGeneratedCode() {
		try (RunningJar demo = new RunningJar(this.directory, this.jar, List.of(AOT))) {
			assertThat(demo.output()).contains("Starting AOT-processed DemoApplication");
			checkOperations(demo.client());
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void extractedJarShouldServeEveryOperationFromCache() {
		Path extracted = this.directory.resolve("extracted");
		RunningJar.run(this.directory, "-Djarmode=tools", "-jar", this.jar.toString(), "extract", "--destination",
				extracted.toString());
		Path extractedJar = extracted.resolve(this.jar.getFileName());
		Path cache = this.directory.resolve("demo.aot");
		try (RunningJar training = new RunningJar(this.directory, extractedJar,
				List.of(AOT, "-XX:AOTCacheOutput=" + cache))) {
			checkOperations(training.client());
		}
		// The mode fails a start that cannot use the cache
		try (RunningJar demo = new RunningJar(this.directory, extractedJar,
				List.of(AOT, "-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-Xlog:class+load"))) {
			assertThat(demo.output()).contains("Starting AOT-processed DemoApplication")
				.contains("io.github.shadowvars.ShadowRegistry source: shared objects file");
			checkOperations(demo.client());
		}
	}

	private static void checkOperations(RestTestClient client) {
		client.post()
			.uri("/stations")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("address", "02:00:00:00:00:2a"))
			.exchange()
			.expectStatus()
			.isCreated();
		assertThat(get(client, "/")).contains("<title>Shadow variables: the access point</title>");
		assertThat(get(client, "/stations")).contains("02:00:00:00:00:2a");
		assertThat(get(client, "/actuator/shadows")).startsWith("{\"total\":2,\"live\":")
			.contains("\"name\":\"ps-lock\"", "\"name\":\"ps-delivery\"");
		assertThat(get(client, "/actuator/shadows/ps-lock"))
			.contains("\"parents\":[{\"type\":\"io.github.shadowvars.demo.vendor.Station\",\"live\":")
			.contains("\"variables\":[{\"parent\":\"io.github.shadowvars.demo.vendor.Station@");
		assertThat(get(client, "/actuator/prometheus"))
			.containsPattern("shadow_variables\\{id=\"0x1\",name=\"ps-lock\"} [1-9]");
		assertThat(delete(client, "/actuator/shadows/ps-lock"))
			.containsPattern("\\{\"id\":\"0x1\",\"freed\":[1-9][0-9]*,\"destructorFailures\":0}");
		assertThat(delete(client, "/actuator/shadows?confirm=all")).startsWith("{\"id\":\"*\",\"freed\":");
		client.get()
			.uri("/actuator/shadows/0xcafe")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.error")
			.isEqualTo("No shadow variable has the id or name '0xcafe'; use an id or a name that the list of shadows "
					+ "shows");
	}

	private static String get(RestTestClient client, String uri) {
		return body(client.get().uri(uri).exchange());
	}

	private static String delete(RestTestClient client, String uri) {
		return body(client.delete().uri(uri).exchange());
	}

	private static String body(RestTestClient.ResponseSpec response) {
		return Objects
			.requireNonNull(response.expectStatus().isOk().expectBody(String.class).returnResult().getResponseBody());
	}

}
