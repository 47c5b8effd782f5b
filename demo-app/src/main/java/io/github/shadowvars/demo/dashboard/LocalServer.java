package io.github.shadowvars.demo.dashboard;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * The demo's own address, which is known after the start of the web server.
 */
final class LocalServer {

	private final Environment environment;

	LocalServer(Environment environment) {
		this.environment = environment;
	}

	String application(String path) {
		return url(this.environment.getProperty("local.server.port"), path);
	}

	String actuator(String path) {
		return url(this.environment.getProperty("local.management.port"),
				this.environment.getProperty("management.endpoints.web.base-path", "/actuator") + path);
	}

	private static String url(@Nullable String port, String path) {
		if (port == null) {
			throw new RefusedException(RefusedException.GONE, "The demo has no web server for " + path
					+ "; do not set server.port or management.server.port to a negative number");
		}
		return "http://127.0.0.1:" + port + path;
	}

}
