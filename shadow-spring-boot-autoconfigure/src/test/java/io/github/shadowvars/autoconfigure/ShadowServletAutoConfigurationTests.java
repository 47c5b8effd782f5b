package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowServletAutoConfiguration}.
 */
class ShadowServletAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(ShadowAutoConfiguration.class,
			ShadowServletAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void runWhenServletApplicationShouldProvideAListener() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ServletParentListener.class));
	}

	@Test
	void runWhenBeansAreDisabledShouldProvideNone() {
		this.runner.withPropertyValues("shadow.beans.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean(ServletParentListener.class));
	}

	@Test
	void runWhenDisabledShouldProvideNone() {
		this.runner.withPropertyValues("shadow.enabled=false")
			.withBean(ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).doesNotHaveBean(ServletParentListener.class));
	}

	@Test
	void runWhenNoServletApplicationShouldProvideNone() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(ServletParentListener.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(ServletParentListener.class));
	}

	@Test
	void runWhenServletApiIsMissingShouldProvideNone() {
		new ApplicationContextRunner().withUserConfiguration(ImportConfiguration.class)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(BeanParentPostProcessor.class)
				.doesNotHaveBean("shadowServletParentListener"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ShadowAutoConfiguration.class, ShadowServletAutoConfiguration.class })
	static class ImportConfiguration {

	}

}
