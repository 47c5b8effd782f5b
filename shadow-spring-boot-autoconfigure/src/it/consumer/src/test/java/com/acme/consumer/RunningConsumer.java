package com.acme.consumer;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The application, started like by its {@code main} method, on its own port.
 */
final class RunningConsumer implements AutoCloseable {

	/**
	 * With a reactive connection factory, Spring Boot makes no data source. Its
	 * configuration has another name on each line.
	 */
	static final String WITHOUT_R2DBC = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.autoconfigure.r2dbc.R2dbcAutoConfiguration,"
			+ "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration";

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private final ConfigurableApplicationContext context;

	RunningConsumer(String... arguments) {
		this((context) -> {
		}, arguments);
	}

	RunningConsumer(ApplicationContextInitializer<GenericApplicationContext> initializer, String... arguments) {
		this.context = new SpringApplicationBuilder(ConsumerApplication.class).initializers(initializer)
			.properties("server.port=0", "management.endpoints.web.exposure.include=shadows,prometheus,health",
					"management.endpoint.health.show-details=always", WITHOUT_R2DBC)
			.run(arguments);
	}

	static RunningConsumer withPurge() {
		return new RunningConsumer("--management.endpoint.shadows.access=unrestricted");
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	ShadowRegistry registry() {
		return this.context.getBean(ShadowRegistry.class);
	}

	@SuppressWarnings("unchecked")
	ShadowVariable<Connection, String> tenant() {
		return (ShadowVariable<Connection, String>) this.context.getBean("tenant");
	}

	Farewells farewells() {
		return this.context.getBean(Farewells.class);
	}

	/**
	 * Requests a path under {@code /actuator}. Returns the status and the body.
	 */
	String request(String method, String path) {
		return send(method, "/actuator" + path);
	}

	String get(String path) {
		return send("GET", path);
	}

	/**
	 * Posts JSON to a path under {@code /actuator}.
	 */
	String post(String path, String json) {
		return send("POST", "/actuator" + path, BodyPublishers.ofString(json));
	}

	private String send(String method, String path) {
		return send(method, path, BodyPublishers.noBody());
	}

	private String send(String method, String path, BodyPublisher body) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("Content-Type", "application/json")
			.method(method, body)
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			return response.statusCode() + " " + response.body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(method + " " + path, ex);
		}
	}

	/**
	 * Returns the threads of all registries that are not closed.
	 */
	static List<Thread> reapers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("shadow-reaper"))
			.toList();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
