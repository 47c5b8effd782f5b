package io.github.shadowvars.restart.app;

import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application without shadow variables.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ShadowAutoConfiguration.class)
public class PlainApplication {

	/**
	 * Starts the application and closes it.
	 * @param meters a registry that outlives the application
	 */
	public static void run(MeterRegistry meters) {
		new SpringApplicationBuilder(PlainApplication.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.initializers(
					(GenericApplicationContext context) -> context.registerBean(MeterRegistry.class, () -> meters))
			.run("--spring.main.banner-mode=off",
					"--spring.autoconfigure.exclude=org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
			.close();
	}

}
