package io.github.shadowvars.demo.admin;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.shadowvars.demo.DemoApplication;
import io.github.shadowvars.demo.DemoClient;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * A demo with an admin server, and further instances that register there. Instances are
 * identified by their port.
 */
final class Fleet implements AutoCloseable {

	private static final List<String> OPTIONS = List.of("--demo.traffic.enabled=false",
			"--demo.access-point.stations-before-patch=0");

	private final JsonMapper json = new JsonMapper();

	private final Map<Integer, ConfigurableApplicationContext> instances = new LinkedHashMap<>();

	private final ConfigurableApplicationContext admin;

	private final String url;

	private final RestTestClient http;

	Fleet() {
		this.admin = start("--spring.profiles.active=admin",
				"--demo.admin.port=" + TestSocketUtils.findAvailableTcpPort());
		this.url = this.admin.getBean(AdminServer.class).url();
		this.http = RestTestClient.bindToServer().baseUrl(this.url).build();
		this.instances.put(awaitRegistration(this.admin), this.admin);
	}

	/**
	 * Starts an instance.
	 * @param options its options
	 * @return its port
	 */
	int add(String... options) {
		ConfigurableApplicationContext instance = start(
				Stream.concat(Stream.of("--spring.boot.admin.client.url=" + this.url), Stream.of(options))
					.toArray(String[]::new));
		int port = awaitRegistration(instance);
		this.instances.put(port, instance);
		return port;
	}

	ConfigurableApplicationContext instance(int port) {
		return Objects.requireNonNull(this.instances.get(port));
	}

	int adminsOwn() {
		return port(this.admin);
	}

	/**
	 * Calls the endpoint of all instances with one request.
	 * @param method the method
	 * @param uri the rest of the URI after {@code /actuator/shadows}
	 * @return the answers, by port
	 */
	Map<Integer, Answer> call(HttpMethod method, String uri) {
		return call(method, uri, "");
	}

	/**
	 * Calls the endpoint of all instances with one request.
	 * @param method the method
	 * @param uri the rest of the URI after {@code /actuator/shadows}
	 * @param body of the request, in JSON
	 * @return the answers, by port
	 */
	Map<Integer, Answer> call(HttpMethod method, String uri, String body) {
		Map<String, Integer> ports = ports();
		Map<Integer, Answer> answers = new LinkedHashMap<>();
		// Accepts any content type, like curl
		for (JsonNode answer : read(method, "/applications/shadow-demo/actuator/shadows" + uri, body, MediaType.ALL)) {
			answers.put(ports.get(answer.path("instanceId").asString()),
					new Answer(answer.path("status").asInt(), answer.path("body").asString("")));
		}
		return answers;
	}

	String page() {
		return new DemoClient(this.http).get("/");
	}

	@Override
	public void close() {
		this.instances.values().forEach(ConfigurableApplicationContext::close);
	}

	// The server asks for the endpoints of an instance some time after it registered
	private int awaitRegistration(ConfigurableApplicationContext instance) {
		int port = port(instance);
		Awaitility.await("the registration of " + port)
			.atMost(Duration.ofMinutes(1))
			.until(() -> ports().containsValue(port));
		return port;
	}

	private Map<String, Integer> ports() {
		Map<String, Integer> ports = new LinkedHashMap<>();
		for (JsonNode instance : read(HttpMethod.GET, "/instances", "", MediaType.APPLICATION_JSON)) {
			if (!instance.path("endpoints").isEmpty()) {
				ports.put(instance.path("id").asString(),
						URI.create(instance.path("registration").path("serviceUrl").asString()).getPort());
			}
		}
		return ports;
	}

	private JsonNode read(HttpMethod method, String uri, String body, MediaType accepted) {
		return this.json.readTree(Objects.requireNonNull(this.http.method(method)
			.uri(uri)
			.accept(accepted)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody()));
	}

	private static int port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static ConfigurableApplicationContext start(String... options) {
		SpringApplication application = new SpringApplication(DemoApplication.class, Obstacle.class);
		// Not 0, because an instance must keep its port when its web server is restarted
		String port = "--server.port=" + TestSocketUtils.findAvailableTcpPort();
		return application.run(Stream.of(Stream.of(port), OPTIONS.stream(), Stream.of(options))
			.flatMap((all) -> all)
			.toArray(String[]::new));
	}

	/**
	 * The answer of one instance, as the admin server reports it.
	 */
	record Answer(int status, String body) {
	}

}
