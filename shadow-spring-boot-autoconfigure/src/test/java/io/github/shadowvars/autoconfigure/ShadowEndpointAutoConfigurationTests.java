package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpoint;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpointWebExtension;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowEndpointAutoConfiguration}.
 */
class ShadowEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowEndpointAutoConfiguration.class));

	private final ApplicationContextRunner exposed = this.runner
		.withPropertyValues("management.endpoints.web.exposure.include=shadows");

	@Test
	void runWhenExposedShouldProvideTheEndpointAndItsExtension() {
		this.exposed.run((context) -> assertThat(context).hasSingleBean(ShadowsEndpoint.class)
			.hasSingleBean(ShadowsEndpointWebExtension.class));
	}

	@Test
	void runWhenNotExposedShouldProvideNeither() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ShadowsEndpoint.class)
			.doesNotHaveBean(ShadowsEndpointWebExtension.class));
	}

	@Test
	void runWhenExposedOverJmxOnlyShouldProvideNoExtension() {
		this.runner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=shadows",
					"management.endpoints.web.exposure.exclude=*")
			.run((context) -> assertThat(context).hasSingleBean(ShadowsEndpoint.class)
				.doesNotHaveBean(ShadowsEndpointWebExtension.class));
	}

	@Test
	void runWhenAccessIsNoneShouldProvideNeither() {
		this.exposed.withPropertyValues("management.endpoint.shadows.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ShadowsEndpoint.class));
	}

	@Test
	void runWhenDisabledShouldProvideNeither() {
		this.exposed.withPropertyValues("shadow.enabled=false")
			.withBean(ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).doesNotHaveBean(ShadowsEndpoint.class)
				.doesNotHaveBean(ShadowsEndpointWebExtension.class));
	}

	@Test
	void runWhenUserProvidesAnEndpointShouldBackOff() {
		this.exposed.withBean("own", ShadowsEndpoint.class, () -> new ShadowsEndpoint(ShadowRegistry.create()))
			.run((context) -> assertThat(context).hasSingleBean(ShadowsEndpoint.class)
				.hasBean("own")
				.hasSingleBean(ShadowsEndpointWebExtension.class));
	}

	@Test
	void runWhenUserProvidesAnExtensionShouldBackOff() {
		this.exposed
			.withBean("own", ShadowsEndpointWebExtension.class,
					() -> new ShadowsEndpointWebExtension(new ShadowsEndpoint(ShadowRegistry.create())))
			.run((context) -> assertThat(context).hasSingleBean(ShadowsEndpointWebExtension.class).hasBean("own"));
	}

	@Test
	void runWhenActuatorIsMissingShouldProvideNeither() {
		this.exposed.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean("shadowsEndpoint"));
	}

}
