package io.github.shadowvars.soak.app;

import java.time.Duration;

import io.github.shadowvars.ShadowRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application under load, on its own port.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SoakApplication {

	/**
	 * Starts the application, puts it under load, and closes it.
	 * @param duration the duration of the load
	 * @return the numbers of operations, constructors, destructors, requests and scrapes
	 */
	public static long[] live(Duration duration) throws Exception {
		Load load;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SoakApplication.class)
			.web(WebApplicationType.SERVLET)
			.registerShutdownHook(false)
			.run("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=error",
					// Its threads live on, and hold the class loader of their creator
					"--spring.autoconfigure.exclude=org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
					"--management.endpoints.web.exposure.include=shadows",
					"--management.endpoint.shadows.access=unrestricted")) {
			load = new Load(context.getBean(ShadowRegistry.class), context.getBean(MeterRegistry.class),
					context.getEnvironment().getRequiredProperty("local.server.port"));
			load.run(duration);
			load.assertBalanceWhileOpen();
		}
		load.assertBalanceOnceClosed();
		return load.counts();
	}

}
