package com.acme;

import java.util.stream.Stream;

import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for the analysis of what the library throws while an application starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowMisuseFailureAnalyzerTests {

	@ParameterizedTest
	@MethodSource
	void startWhenTheLibraryThrowsShouldBeAnalyzed(Class<?> configuration, String description, String action,
			CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE).run());
		assertThat(output).containsSubsequence("APPLICATION FAILED TO START", "Description:", description,
				"The call was made at " + configuration.getName(),
				"It was made for the bean 'failing' defined in " + configuration.getName(), "Action:", action);
		assertThat(output).doesNotContain("Application run failed");
	}

	static Stream<Arguments> startWhenTheLibraryThrowsShouldBeAnalyzed() {
		return Stream.of(
				arguments(NoIdConfiguration.class, "A shadow type of java.lang.String for java.lang.Object needs an id",
						"Call id(long) or name(String) before build()."),
				arguments(BadNameConfiguration.class, "Name must match [A-Za-z][A-Za-z0-9._-]*, but is '1 lock'.",
						"Use for example 'ps-lock'."),
				arguments(ValueBasedConfiguration.class,
						"ParentType must not be value-based, but is java.lang.Integer, whose objects have no identity",
						"Use the class of the object that owns the value."),
				arguments(ClosedConfiguration.class,
						"Shadow 0x1 (ps-lock) cannot be registered because the registry is closed.",
						"Register it before the registry is closed."),
				arguments(SameUniformNameConfiguration.class,
						"A shadow type cannot have the name 'psLock' next to a type with the name 'ps-lock'",
						"Rename one of them."));
	}

	@Test
	void startWhenALifetimeDoesNotDeclareItsParentsShouldBeAnalyzed(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(RawLifetimeConfiguration.class).web(WebApplicationType.NONE).run());
		assertThat(output).containsSubsequence("APPLICATION FAILED TO START", "Description:",
				"A ParentLifetime bean must declare the class of its parents, but 'failing' does not.",
				"This concerns the bean 'failing' defined in " + RawLifetimeConfiguration.class.getName(), "Action:",
				"Declare it as, for example, ParentLifetime<Station>.");
		assertThat(output).doesNotContain("Application run failed").doesNotContain("The call was made at");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class NoIdConfiguration {

		@Bean
		ShadowType<Object, String> failing() {
			return ShadowType.builder(Object.class, String.class).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class BadNameConfiguration {

		@Bean
		ShadowType<Object, Boolean> failing() {
			return ShadowType.flag(Object.class, 1, "1 lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class ValueBasedConfiguration {

		@Bean
		ShadowType<Integer, Boolean> failing() {
			return ShadowType.flag(Integer.class, 1, "ps-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class ClosedConfiguration {

		@Bean
		Object failing(ShadowRegistry registry) {
			registry.close();
			return registry.register(ShadowType.flag(Object.class, 1, "ps-lock"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class SameUniformNameConfiguration {

		@Bean
		Object failing(ShadowRegistry registry) {
			registry.register(ShadowType.flag(Object.class, 1, "ps-lock"));
			return registry.register(ShadowType.flag(Object.class, 2, "psLock"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class RawLifetimeConfiguration {

		@Bean
		@SuppressWarnings("rawtypes")
		ParentLifetime failing() {
			return (parent, ended) -> {
			};
		}

		// Something must use the registry
		@Bean
		ShadowType<Object, String> type() {
			return ShadowType.builder(Object.class, String.class).id(1).build();
		}

	}

}
