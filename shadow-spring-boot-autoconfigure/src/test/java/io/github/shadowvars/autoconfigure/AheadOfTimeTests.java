package io.github.shadowvars.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;

import io.github.shadowvars.actuate.endpoint.ShadowDetails;
import io.github.shadowvars.actuate.endpoint.ShadowEntry;
import io.github.shadowvars.actuate.endpoint.ShadowPage;
import io.github.shadowvars.actuate.endpoint.ShadowPurged;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpoint;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpointWebExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The auto-configurations, processed ahead of time. Spring Boot derives the hints for the
 * endpoint's bodies from the return types of its operations. The library registers that
 * of errors.
 */
class AheadOfTimeTests {

	@ParameterizedTest
	@ValueSource(classes = { ShadowPage.class, ShadowEntry.class, ShadowDetails.class, ShadowDetails.LiveParents.class,
			ShadowDetails.LiveVariable.class, ShadowPurged.class })
	void hintsShouldCoverBodiesOfTheEndpoint(Class<?> body) {
		assertAccessors(body);
	}

	@Test
	void hintsShouldCoverBodyOfErrors() throws ClassNotFoundException {
		assertAccessors(Class.forName("io.github.shadowvars.actuate.endpoint.ShadowError"));
	}

	@ParameterizedTest
	@ValueSource(classes = { ShadowsEndpoint.class, ShadowsEndpointWebExtension.class })
	void hintsShouldCoverOperations(Class<?> endpoint) {
		RuntimeHints hints = hints();
		assertThat(List.of("list", "get", "purge", "purgeAll"))
			.allMatch((name) -> RuntimeHintsPredicates.reflection().onMethodInvocation(endpoint, name).test(hints));
	}

	@Test
	void hintsShouldCoverBindingOfProperties() {
		RuntimeHints hints = hints();
		Constructor<?>[] constructors = ShadowProperties.class.getDeclaredConstructors();
		assertThat(constructors).hasSize(1)
			.allMatch((constructor) -> RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(constructor)
				.test(hints));
	}

	@Test
	void hintsShouldCoverTheMethodThatMakesVariables() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShadowTypeRegistrar.class, "variable"))
			.accepts(hints());
	}

	private static void assertAccessors(Class<?> body) {
		RuntimeHints hints = hints();
		assertThat(body.getRecordComponents()).isNotEmpty()
			.extracting(RecordComponent::getAccessor)
			.allMatch((accessor) -> RuntimeHintsPredicates.reflection().onMethodInvocation(accessor).test(hints));
	}

	private static RuntimeHints hints() {
		GenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Application.class)), new InMemoryGeneratedFiles());
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of("management.endpoints.web.exposure.include=shadows").applyTo(context);
			context.register(Application.class, ShadowAutoConfiguration.class, ShadowEndpointAutoConfiguration.class,
					ShadowMetricsAutoConfiguration.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		return generation.getRuntimeHints();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
