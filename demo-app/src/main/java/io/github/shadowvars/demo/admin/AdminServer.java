package io.github.shadowvars.demo.admin;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Spring Boot Admin's server, as {@code admin.yaml} configures it. It is a separate
 * application in the demo's process, so its page, paths and JSON do not mix with the
 * demo's.
 */
class AdminServer implements SmartLifecycle {

	private final int port;

	private volatile @Nullable ConfigurableApplicationContext context;

	AdminServer(int port) {
		this.port = port;
	}

	@Override
	public void start() {
		this.context = new SpringApplicationBuilder(Application.class).main(Application.class)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.properties("spring.config.name=admin")
			.run("--server.port=" + this.port);
	}

	@Override
	public void stop() {
		ConfigurableApplicationContext context = this.context;
		this.context = null;
		if (context != null) {
			context.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.context != null;
	}

	String url() {
		ConfigurableApplicationContext context = Objects.requireNonNull(this.context, "the server is not running");
		return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
