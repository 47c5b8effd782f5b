package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.RegistryClosedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings.OnLimit;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link ShadowAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowAutoConfigurationTests {

	private static final Object PARENT = new Object();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class));

	@Test
	void runShouldProvideARegistryAndCloseItWithTheContext() {
		List<ShadowRegistry> registries = new CopyOnWriteArrayList<>();
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ShadowRegistry.class);
			registries.add(context.getBean(ShadowRegistry.class));
			assertThat(context.getBean(ShadowRegistry.class).isClosed()).isFalse();
		});
		assertThat(registries).singleElement().satisfies((registry) -> assertThat(registry.isClosed()).isTrue());
	}

	@Test
	void runWhenContextIsClosedShouldLeaveNoThread() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Set<Thread> started = new HashSet<>();
		this.runner.run((context) -> {
			context.getBean(ShadowRegistry.class);
			started.addAll(Thread.getAllStackTraces().keySet());
			started.removeAll(before);
			assertThat(started).isNotEmpty();
		});
		assertThat(started).noneMatch(Thread::isAlive);
	}

	@Test
	void runWhenDisabledShouldProvideNothing() {
		this.runner.withPropertyValues("shadow.enabled=false")
			.withUserConfiguration(TypeConfiguration.class)
			.run((context) -> assertThat(context).doesNotHaveBean(ShadowRegistry.class)
				.doesNotHaveBean(ShadowTypeRegistrar.class));
	}

	@Test
	void runWhenUserProvidesARegistryShouldBackOffAndRegisterTypesThere() {
		ShadowRegistry own = ShadowRegistry.create();
		this.runner.withBean("own", ShadowRegistry.class, () -> own)
			.withUserConfiguration(TypeConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(ShadowRegistry.class).hasBean("own");
				assertThat(own.find("ps-lock")).isNotNull();
			});
		assertThat(own.isClosed()).isTrue();
	}

	@Test
	void runWhenActuatorAndMicrometerAreMissingShouldProvideARegistry() {
		new ApplicationContextRunner().withUserConfiguration(ImportConfiguration.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate",
					"org.springframework.boot.health"))
			.withPropertyValues("shadow.health.enabled=true", "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean("shadowMeterBinder")
				.doesNotHaveBean("shadowHealthIndicator")
				.doesNotHaveBean("shadowsEndpoint"));
	}

	@Test
	void runWhenThereAreCustomizersShouldApplyThemInOrderAfterTheDefaults(CapturedOutput output) {
		this.runner.withUserConfiguration(CustomizersConfiguration.class).run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.alloc(PARENT, 1, (parent) -> "value");
			registry.free(PARENT, 1, (parent, value, cause) -> {
				throw new IllegalStateException("no disk");
			});
			assertThat(context.getBean(CustomizersConfiguration.class).calls).containsExactly("first", "second",
					"no disk");
		});
		assertThat(output).doesNotContain("no disk");
	}

	@Test
	@Timeout(5)
	void closeWhenTimeoutIsZeroShouldNotWaitForCallbacks() {
		CountDownLatch constructing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		this.runner.withPropertyValues("shadow.close-timeout=0s").run((context) -> {
			Thread allocating = new Thread(() -> context.getBean(ShadowRegistry.class).alloc(PARENT, 1, (parent) -> {
				constructing.countDown();
				assertThatNoException().isThrownBy(release::await);
				return "value";
			}));
			allocating.setUncaughtExceptionHandler((thread, ex) -> failures.add(ex));
			allocating.start();
			constructing.await();
			context.close();
			release.countDown();
			allocating.join();
		});
		assertThat(failures).singleElement().isInstanceOf(RegistryClosedException.class);
	}

	@Test
	void runWhenTypeIsABeanShouldRegisterItOnce() {
		this.runner.withUserConfiguration(TypeConfiguration.class).run((context) -> {
			assertThat(context.getBean(ShadowRegistry.class).find("ps-lock")).extracting(ShadowVariable::owners)
				.isEqualTo(1);
		});
	}

	@Test
	void runWhenInitializationIsLazyShouldRegisterTypesAndNoMore() {
		this.runner.withPropertyValues("spring.main.lazy-initialization=true")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(TypeConfiguration.class, LazyConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(ShadowRegistry.class).find("ps-lock")).isNotNull();
				assertThat(context.getBeanFactory().containsSingleton("untouched")).isFalse();
			});
	}

	@Test
	void runWhenInjectionIsLazyShouldInjectProxies() {
		this.runner.withUserConfiguration(LazyInjectionConfiguration.class).run((context) -> {
			LazyInjection injected = context.getBean(LazyInjection.class);
			assertThat(injected.registry()).matches(AopUtils::isJdkDynamicProxy);
			assertThat(injected.variable()).matches(AopUtils::isJdkDynamicProxy);
			injected.variable().alloc(PARENT);
			assertThat(injected.registry().get(PARENT, 0x1)).isEqualTo(true);
		});
	}

	@Test
	void closeWhenTypeUsesABeanShouldDestroyItsVariablesBeforeTheBean() {
		List<String> events = new CopyOnWriteArrayList<>();
		this.runner.withBean("events", Events.class, () -> new Events(events))
			.withUserConfiguration(UsersConfiguration.class)
			.run((context) -> {
				context.getBean(ShadowRegistry.class).alloc(PARENT, 1, (parent) -> "value");
				context.close();
			});
		// The user was created first, and does not depend on the resource
		assertThat(events).containsExactly("destroyed UNREGISTERED while open: true", "resource closed",
				"user closed while attached: false");
	}

	@Test
	void closeWhenVariableIsABeanShouldDestroyItsVariablesBeforeWhatItDependsOn() {
		List<String> events = new CopyOnWriteArrayList<>();
		this.runner.withBean("events", Events.class, () -> new Events(events))
			.withUserConfiguration(VariableConfiguration.class)
			.run((context) -> {
				context.getBean(ShadowRegistry.class).alloc(PARENT, 1, (parent) -> "value");
				context.close();
			});
		assertThat(events).containsExactly("destroyed UNREGISTERED while open: true", "resource closed");
	}

	@Test
	void closeWhenRegistryBelongsToTheParentContextShouldUnregisterTheTypes() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean(ShadowRegistry.class, ShadowRegistry::create);
			parent.refresh();
			ShadowRegistry registry = parent.getBean(ShadowRegistry.class);
			this.runner.withParent(parent).withUserConfiguration(TypeConfiguration.class).run((context) -> {
				assertThat(registry.find("ps-lock")).isNotNull();
				context.close();
				assertThat(registry.find("ps-lock")).isNull();
				assertThat(registry.isClosed()).isFalse();
			});
		}
	}

	@Test
	void freeWhenDestructorFailsShouldLogItOnceWithItsStackTrace(CapturedOutput output) {
		this.runner.run((context) -> {
			ShadowVariable<Object, String> variable = context.getBean(ShadowRegistry.class)
				.register(ShadowType.builder(Object.class, String.class)
					.id(0x1234)
					.name("ps-lock")
					.constructor((parent) -> "value")
					.destructor((parent, value, cause) -> {
						throw new IllegalStateException("no disk");
					})
					.build());
			variable.alloc(PARENT);
			variable.free(PARENT);
		});
		assertThat(output)
			.containsOnlyOnce("The destructor of shadow 0x1234 (ps-lock) of java.lang.Object@%s failed, cause FREED"
				.formatted(Integer.toHexString(System.identityHashCode(PARENT))))
			.contains("WARN")
			.containsOnlyOnce("java.lang.IllegalStateException: no disk")
			.contains("at " + ShadowAutoConfigurationTests.class.getName());
	}

	@Test
	void bindShouldUseTheDefaults() {
		this.runner.run((context) -> {
			ShadowProperties properties = context.getBean(ShadowProperties.class);
			assertThat(properties.enabled()).isTrue();
			assertThat(properties.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
			assertThat(properties.metrics()).isEqualTo(new ShadowProperties.Metrics(true, 100));
			assertThat(properties.defaults()).isEqualTo(new ShadowProperties.Defaults(null, OnLimit.WARN));
			assertThat(properties.types()).isEmpty();
			assertThat(properties.beans().enabled()).isTrue();
			assertThat(properties).isEqualTo(ShadowProperties.DEFAULTS);
		});
	}

	@Test
	void startWhenNoPropertyIsSetShouldNotBind() {
		this.runner.run((context) -> assertThat(bound(context)).isFalse());
	}

	@Test
	void startWhenAPropertyIsSetShouldBind() {
		this.runner.withPropertyValues("shadow.close-timeout=250ms")
			.run((context) -> assertThat(bound(context)).isTrue());
	}

	@Test
	void startWhenASourceCannotListItsPropertiesShouldBind() {
		this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(notListed()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("shadow.close-timeout")
				.hasMessageContaining("=-1s "));
	}

	private static PropertySource<Object> notListed() {
		return new PropertySource<>("not listed", new Object()) {

			@Override
			public @Nullable Object getProperty(String name) {
				return name.equals("shadow.close-timeout") ? "-1s" : null;
			}

		};
	}

	private static boolean bound(AssertableApplicationContext context) {
		return context.getBeanFactory().containsSingleton("shadow-" + ShadowProperties.class.getName());
	}

	@Test
	void bindShouldUseTheProperties() {
		this.runner
			.withPropertyValues("shadow.close-timeout=250ms", "shadow.metrics.enabled=false",
					"shadow.metrics.max-ids=0", "shadow.beans.enabled=false", "shadow.defaults.max-live=7",
					"shadow.defaults.on-limit=reject", "shadow.types.ps-lock.id=0x1", "shadow.types[a.B_c].id=2",
					"shadow.types.ps-lock.description=Keeps apart", "shadow.types.ps-lock.enabled=false",
					"shadow.types.ps-lock.max-live=0", "shadow.types.ps-lock.on-limit=warn")
			.run((context) -> {
				ShadowProperties properties = context.getBean(ShadowProperties.class);
				assertThat(properties.closeTimeout()).isEqualTo(Duration.ofMillis(250));
				assertThat(properties.metrics()).isEqualTo(new ShadowProperties.Metrics(false, 0));
				assertThat(properties.beans().enabled()).isFalse();
				assertThat(properties.defaults()).isEqualTo(new ShadowProperties.Defaults(7L, OnLimit.REJECT));
				assertThat(properties.types()).containsOnly(
						entry("ps-lock",
								new ShadowProperties.Type("0x1", "Keeps apart", false, 0L, OnLimit.WARN, null)),
						entry("a.B_c", new ShadowProperties.Type("2", null, true, null, null, null)));
			});
	}

	private static ShadowType<Object, String> type(Resource resource) {
		return ShadowType.builder(Object.class, String.class)
			.id(1)
			.name("ps-lock")
			.destructor((parent, value, cause) -> resource.use(cause))
			.build();
	}

	record Events(List<String> list) {
	}

	static final class Resource implements AutoCloseable {

		private final Events events;

		private boolean open = true;

		Resource(Events events) {
			this.events = events;
		}

		void use(FreeCause cause) {
			this.events.list().add("destroyed %s while open: %s".formatted(cause, this.open));
		}

		@Override
		public void close() {
			this.open = false;
			this.events.list().add("resource closed");
		}

	}

	static final class User implements AutoCloseable {

		private final Events events;

		private final ShadowRegistry registry;

		User(Events events, ShadowRegistry registry) {
			this.events = events;
			this.registry = registry;
		}

		@Override
		public void close() {
			this.events.list().add("user closed while attached: " + (this.registry.get(PARENT, 1) != null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypeConfiguration {

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		Object untouched() {
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyInjectionConfiguration {

		@Bean
		ShadowVariable<Object, Boolean> psLock(ShadowRegistry registry) {
			return registry.register(ShadowType.flag(Object.class, 0x1, "ps-lock"));
		}

		@Bean
		LazyInjection injection(@Lazy ShadowRegistry registry, @Lazy ShadowVariable<Object, Boolean> variable) {
			return new LazyInjection(registry, variable);
		}

	}

	record LazyInjection(ShadowRegistry registry, ShadowVariable<Object, Boolean> variable) {
	}

	@Configuration(proxyBeanMethods = false)
	static class UsersConfiguration {

		@Bean
		User user(Events events, ShadowRegistry registry) {
			return new User(events, registry);
		}

		@Bean
		Resource resource(Events events) {
			return new Resource(events);
		}

		@Bean
		ShadowType<Object, String> psLock(Resource resource) {
			return type(resource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class VariableConfiguration {

		@Bean
		Resource resource(Events events) {
			return new Resource(events);
		}

		@Bean
		ShadowVariable<Object, String> psLock(ShadowRegistry registry, Resource resource) {
			return registry.register(type(resource));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizersConfiguration {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		ShadowRegistryCustomizer second() {
			return (builder) -> {
				this.calls.add("second");
				builder.failureHandler((failure) -> this.calls.add(failure.exception().getMessage()));
			};
		}

		@Bean
		@Order(1)
		ShadowRegistryCustomizer first() {
			return (builder) -> this.calls.add("first");
		}

	}

}
