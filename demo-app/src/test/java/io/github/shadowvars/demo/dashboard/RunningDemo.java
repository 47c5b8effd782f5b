package io.github.shadowvars.demo.dashboard;

import java.util.List;
import java.util.stream.Stream;

import io.github.shadowvars.demo.DemoApplication;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The demo on a port of its own, with two stations from before the patch and without
 * traffic unless the arguments say otherwise.
 */
record RunningDemo(ConfigurableApplicationContext context) implements AutoCloseable {

	static RunningDemo start(String... arguments) {
		return start(List.of(), arguments);
	}

	static RunningDemo start(List<Class<?>> more, String... arguments) {
		List<Class<?>> sources = Stream.concat(Stream.of(DemoApplication.class), more.stream()).toList();
		SpringApplicationBuilder application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
			.web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.properties("demo.traffic.enabled=false", "demo.access-point.stations-before-patch=2");
		return new RunningDemo(
				application.run(Stream.concat(port(arguments), Stream.of(arguments)).toArray(String[]::new)));
	}

	private static Stream<String> port(String... arguments) {
		boolean given = Stream.of(arguments).anyMatch((argument) -> argument.startsWith("--server.port="));
		return given ? Stream.of() : Stream.of("--server.port=0");
	}

	String url() {
		return "http://localhost:" + this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Override
	public void close() {
		this.context.close();
	}

}
