package io.github.shadowvars.demo.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Prometheus server with the demo's configuration, except for the address of the demo.
 */
final class Prometheus implements AutoCloseable {

	static final Path SHIPPED = Path.of("observability");

	private static final Duration DEADLINE = Duration.ofMinutes(1);

	private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=(\\S+)");

	private final JsonMapper json = new JsonMapper();

	private final Path log;

	private final Process process;

	private final HttpClient http = HttpClient.newHttpClient();

	private final UriBuilderFactory api;

	Prometheus(Path directory, int demo) {
		this.log = directory.resolve("log");
		try {
			FileSystemUtils.copyRecursively(SHIPPED, directory);
			Path configuration = directory.resolve("prometheus.yml");
			String shipped = Files.readString(configuration);
			String own = shipped.replace("\"localhost:8080\"", "\"localhost:%d\"".formatted(demo));
			assertThat(own).isNotEqualTo(shipped);
			Files.writeString(configuration, own);
			this.process = new ProcessBuilder("prometheus", "--config.file=" + configuration,
					"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:0")
				.redirectErrorStream(true)
				.redirectOutput(this.log.toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			Awaitility.await("the start").atMost(DEADLINE).until(() -> !this.process.isAlive() || isReady());
			assertThat(this.process.isAlive()).as(log()).isTrue();
		}
		catch (Throwable ex) {
			this.process.destroyForcibly();
			throw ex;
		}
		Matcher address = LISTENING.matcher(log());
		assertThat(address.find()).as(log()).isTrue();
		this.api = new DefaultUriBuilderFactory("http://" + address.group(1) + "/api/v1");
	}

	/**
	 * Asks the HTTP API.
	 * @param uri the rest of the URI after {@code /api/v1}
	 * @param variables of the URI
	 * @return the data
	 */
	JsonNode get(String uri, Object... variables) {
		HttpRequest request = HttpRequest.newBuilder(this.api.expand(uri, variables)).timeout(DEADLINE).build();
		JsonNode answer;
		try {
			answer = this.json.readTree(this.http.send(request, BodyHandlers.ofString()).body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException("No answer to " + request, ex);
		}
		assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("success");
		assertThat(answer.path("warnings")).as(answer.toString()).isEmpty();
		return answer.path("data");
	}

	private boolean isReady() {
		return log().contains("Server is ready to receive web requests.");
	}

	private String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			assertThat(this.process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Interrupted while Prometheus stopped", ex);
		}
		finally {
			this.process.destroyForcibly();
		}
	}

}
