package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The registry is created with its first use. Whatever exists before then works with it.
 */
class UnusedRegistryTests {

	private final List<FreeCause> causes = new CopyOnWriteArrayList<>();

	@Test
	void startWhenNothingUsesTheRegistryShouldCreateNeitherItNorItsThread() {
		Set<Thread> before = reapers();
		try (ConfigurableApplicationContext context = start()) {
			assertThat(exists(context)).isFalse();
			assertThat(reapers()).isSubsetOf(before);
			assertThat(context.getBeanFactory().containsSingleton("shadowTypeSettings")).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow.close-timeout=1s", "management.endpoint.shadows.access=unrestricted" })
	void startWhenAPropertyIsSetShouldCreateTheRegistry(String property) {
		try (ConfigurableApplicationContext context = start("--" + property)) {
			assertThat(exists(context)).isTrue();
		}
	}

	@Test
	void closeWhenTheRegistryWasUsedLateShouldFreeTheVariablesOfBeans() {
		ConfigurableApplicationContext context = start();
		ShadowRegistry registry = context.getBean(ShadowRegistry.class);
		registry.register(type(Service.class)).alloc(context.getBean(Service.class));
		context.close();
		assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
		assertThat(registry.isClosed()).isTrue();
	}

	@Test
	void endOfSessionWhenTheRegistryWasUsedLateShouldFreeItsVariables() {
		try (ConfigurableApplicationContext context = start()) {
			HttpSession session = new MockHttpSession();
			context.getBean(ShadowRegistry.class).register(type(HttpSession.class)).alloc(session);
			context.getBean(ServletParentListener.class).sessionDestroyed(new HttpSessionEvent(session));
			assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
		}
	}

	@Test
	void metersWhenTheRegistryWasUsedLateShouldBePublished() {
		try (ConfigurableApplicationContext context = start()) {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.find("shadow.variables").gauge()).isNull();
			context.getBean(ShadowRegistry.class).register(type(Service.class)).alloc(new Service());
			assertThat(meters.get("shadow.variables").tag("name", "late").gauge().value()).isEqualTo(1);
		}
	}

	@Test
	void requestToTheEndpointShouldUseTheRegistry() {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(Http.get(context, "/actuator/shadows")).startsWith("200 {\"total\":0,");
			assertThat(exists(context)).isTrue();
			context.getBean(ShadowRegistry.class).register(type(Service.class));
			assertThat(Http.get(context, "/actuator/shadows")).startsWith("200 {\"total\":1,").contains("late");
		}
	}

	@Test
	void closeWhenTheRegistryOfTheParentContextWasUsedLateShouldFreeTheVariablesOfBeans() {
		try (ConfigurableApplicationContext parent = start()) {
			ConfigurableApplicationContext child = application().parent(parent).run("--server.port=0");
			assertThat(exists(parent)).isFalse();
			ShadowRegistry registry = parent.getBean(ShadowRegistry.class);
			registry.register(type(Service.class)).alloc(child.getBean(Service.class));
			child.close();
			assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
			assertThat(registry.isClosed()).isFalse();
		}
	}

	@Test
	void closeWhenTheRegistryOfTheParentContextIsUnusedShouldLeaveNothingBehind() {
		try (ConfigurableApplicationContext parent = start()) {
			RegistryUse use = parent.getBean(ShadowBeans.class).registryUse();
			Set<?> before = listeners(use);
			ConfigurableApplicationContext child = application().parent(parent).run("--server.port=0");
			assertThat(listeners(use)).hasSizeGreaterThan(before.size());
			child.close();
			assertThat(listeners(use)).isEqualTo(before);
		}
	}

	private static Set<?> listeners(RegistryUse use) {
		return new HashSet<>(
				assertThat(use).extracting("listeners", InstanceOfAssertFactories.set(Object.class)).actual());
	}

	@Test
	void firstUseWhenSpringCannotCompleteTheBeanShouldLeaveNoThreadAndMayBeTriedAgain() {
		Set<Thread> before = reapers();
		try (ConfigurableApplicationContext context = application().sources(FailingOnce.class).run()) {
			assertThatException().isThrownBy(() -> context.getBean(ShadowRegistry.class))
				.withStackTraceContaining("failing once");
			assertThat(reapers()).isSubsetOf(before);
			HttpSession session = new MockHttpSession();
			context.getBean(ShadowRegistry.class).register(type(HttpSession.class)).alloc(session);
			context.getBean(ServletParentListener.class).sessionDestroyed(new HttpSessionEvent(session));
			assertThat(this.causes).containsExactly(FreeCause.PARENT_DESTROYED);
			assertThat(context.getBean(MeterRegistry.class).get("shadow.variables").gauges()).hasSize(1);
		}
		assertThat(reapers()).isSubsetOf(before);
	}

	@Test
	void startWhenAPropertyOfTheChildIsInvalidShouldBlameTheChildAndLeaveNoThread() {
		Set<Thread> before = reapers();
		try (ConfigurableApplicationContext parent = start()) {
			SpringApplicationBuilder child = application().sources(OwnMeters.class).parent(parent);
			assertThatException().isThrownBy(() -> child.run("--server.port=0", "--shadow.metrics.max-ids=-1"))
				.withStackTraceContaining("shadow.metrics.max-ids")
				.satisfies((failure) -> assertThat(failure).hasMessageNotContaining("'shadowRegistry'"));
			assertThat(parent.getBean(ShadowRegistry.class).isClosed()).isFalse();
			assertThat(reapers()).hasSize(before.size() + 1);
		}
		assertThat(reapers()).isSubsetOf(before);
	}

	private <P> ShadowType<P, String> type(Class<P> parentType) {
		return ShadowType.builder(parentType, String.class)
			.name("late")
			.constructor((parent) -> "value")
			.destructor((parent, value, cause) -> this.causes.add(cause))
			.build();
	}

	private static boolean exists(ConfigurableApplicationContext context) {
		return context.getBeanFactory().containsSingleton("shadowRegistry");
	}

	private static Set<Thread> reapers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("shadow-reaper"))
			.collect(Collectors.toSet());
	}

	private static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=shadows");
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return application().run(arguments);
	}

	static final class Service {

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingOnce {

		@Bean
		static BeanPostProcessor failingOnce() {
			AtomicBoolean failed = new AtomicBoolean();
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (bean instanceof ShadowRegistry && !failed.getAndSet(true)) {
						throw new IllegalStateException("failing once");
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMeters {

		@Bean
		MeterRegistry ownMeters() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, R2dbcAutoConfiguration.class })
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

	}

}
