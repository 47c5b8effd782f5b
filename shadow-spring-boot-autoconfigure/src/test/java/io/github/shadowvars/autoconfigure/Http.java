package io.github.shadowvars.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

import org.springframework.context.ApplicationContext;

/**
 * Requests to the web server of an application.
 */
final class Http {

	private static final HttpClient client = HttpClient.newHttpClient();

	private Http() {
	}

	static String get(ApplicationContext context, String path) {
		return getAsync(context, path).join();
	}

	static String get(ApplicationContext context, String portProperty, String path) {
		return getAsync(context, portProperty, path).join();
	}

	static CompletableFuture<String> getAsync(ApplicationContext context, String path) {
		return getAsync(context, "local.server.port", path);
	}

	private static CompletableFuture<String> getAsync(ApplicationContext context, String portProperty, String path) {
		String port = context.getEnvironment().getRequiredProperty(portProperty);
		return client
			.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					BodyHandlers.ofString())
			.thenApply((HttpResponse<String> response) -> response.statusCode() + " " + response.body());
	}

}
