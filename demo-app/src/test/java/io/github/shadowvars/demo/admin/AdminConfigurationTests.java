package io.github.shadowvars.demo.admin;

import de.codecentric.boot.admin.client.registration.ApplicationRegistrator;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import io.github.shadowvars.demo.DemoApplication;
import org.junit.jupiter.api.Test;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the beans with and without the profile.
 */
class AdminConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(DemoApplication.class)
		// As SpringApplication does
		.withInitializer((context) -> context.getBeanFactory().setConversionService(new ApplicationConversionService()))
		.withPropertyValues("demo.traffic.enabled=false", "demo.admin.port=0");

	@Test
	void adminWhenProfileIsNotActiveShouldStartNeitherServerNorClient() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(AdminServer.class)
			.doesNotHaveBean(InstanceRegistry.class)
			.doesNotHaveBean(ApplicationRegistrator.class));
	}

	@Test
	void adminWhenProfileIsActiveShouldKeepServerApartFromDemo() {
		this.runner.withPropertyValues("spring.profiles.active=admin")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(AdminServer.class)
				.doesNotHaveBean(InstanceRegistry.class));
	}

	@Test
	void adminWhenSpringBootAdminIsNotThereShouldSayHowToPackageIt() {
		new WebApplicationContextRunner().withUserConfiguration(AdminConfiguration.class)
			.withPropertyValues("spring.profiles.active=admin")
			.withClassLoader(new FilteredClassLoader("de.codecentric"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"The profile 'admin' needs Spring Boot Admin, which is not in the class path; package the demo "
								+ "with 'mvn -P admin', or start it without the profile"));
	}

	@Test
	void serverWhenContextClosesShouldStopWithIt() {
		this.runner.withPropertyValues("spring.profiles.active=admin").run((context) -> {
			AdminServer server = context.getBean(AdminServer.class);
			assertThat(server.isRunning()).isTrue();
			context.close();
			assertThat(server.isRunning()).isFalse();
		});
	}

}
