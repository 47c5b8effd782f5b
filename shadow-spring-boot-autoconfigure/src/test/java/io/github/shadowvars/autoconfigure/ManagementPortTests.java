package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose actuator has its own port, and so its own context.
 */
class ManagementPortTests {

	private static final String METER = "/actuator/metrics/shadow.variables";

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void runWhenManagementPortIsSeparateShouldServeThereOnly(WebApplicationType type) {
		try (ConfigurableApplicationContext context = run(type)) {
			context.getBean(ShadowRegistry.class).alloc(this, 1, (parent) -> "value");
			assertThat(Http.get(context, "/actuator/shadows")).startsWith("404 ");
			assertThat(management(context, "/actuator/shadows")).startsWith("200 {\"total\":1,\"live\":1,");
			assertThat(management(context, "/actuator/shadows/ps-lock")).startsWith("200 {\"id\":\"0x1\",");
			assertThat(management(context, "/actuator/shadows/ps-lock?id=1")).startsWith("400 {\"error\":");
			assertThat(management(context, METER)).startsWith("200 ").contains("\"value\":1.0");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void closeWhenManagementContextIsClosedShouldLeaveTheRegistryAlone(WebApplicationType type) {
		List<FreeCause> causes = new CopyOnWriteArrayList<>();
		List<ConfigurableApplicationContext> managements = new ArrayList<>();
		try (ConfigurableApplicationContext context = run(type,
				(WebServerInitializedEvent event) -> managements(event, managements))) {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			ShadowVariable<Object, String> variable = registry.register(ShadowType.builder(Object.class, String.class)
				.id(2)
				.destructor((parent, value, cause) -> causes.add(cause))
				.build());
			variable.alloc(this, (parent) -> "value");
			assertThat(managements).singleElement().satisfies(ConfigurableApplicationContext::close);
			assertThat(registry.isClosed()).isFalse();
			assertThat(variable.get(this)).isEqualTo("value");
			assertThat(registry.variables()).extracting(ShadowVariable::owners).containsExactly(1, 1);
			assertThat(causes).isEmpty();
		}
		assertThat(causes).containsExactly(FreeCause.CLOSED);
	}

	private static void managements(WebServerInitializedEvent event, List<ConfigurableApplicationContext> managements) {
		if ("management".equals(event.getApplicationContext().getServerNamespace())) {
			managements.add((ConfigurableApplicationContext) event.getApplicationContext());
		}
	}

	private static String management(ConfigurableApplicationContext context, String path) {
		return Http.get(context, "local.management.port", path);
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, ApplicationListener<?>... listeners) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.listeners(listeners)
			.properties("spring.main.banner-mode=off", "server.port=0", "management.server.port=0",
					"management.endpoints.web.exposure.include=shadows,metrics",
					// Tomcat and Netty, both in the class path here, define the same bean
					"spring.main.allow-bean-definition-overriding=true")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ShadowType<Object, Object> psLock() {
			return ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").build();
		}

	}

}
