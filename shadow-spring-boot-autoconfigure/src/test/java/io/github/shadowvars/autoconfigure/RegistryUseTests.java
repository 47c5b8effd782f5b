package io.github.shadowvars.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.Race;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryUse} and {@link RegistryMeters} on two threads.
 */
@Timeout(60)
class RegistryUseTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final List<ShadowRegistryListener> added = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void observeWhenTheRegistryExistsShouldTellOfItsVariablesOnce() {
		this.registry.register(ShadowType.flag(Object.class, 1, "first"));
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("registry", this.registry);
		RegistryUse use = new RegistryUse(beanFactory);
		Names names = new Names();
		use.observe(names);
		use.observe(names);
		ShadowVariable<?, ?> second = this.registry.register(ShadowType.flag(Object.class, 2, "second"));
		assertThat(names.added).containsExactly("first", "second");
		use.leave(names);
		second.close();
		this.registry.register(ShadowType.flag(Object.class, 3, "third"));
		assertThat(names.added).containsExactly("first", "second");
	}

	@Test
	void observeAgainWhenThereWasNoRegistryShouldLookForOneAgain() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		RegistryUse use = new RegistryUse(beanFactory);
		Names names = new Names();
		use.observe(names);
		beanFactory.registerSingleton("registry", this.registry);
		use.observe(names);
		this.registry.register(ShadowType.flag(Object.class, 1, "first"));
		assertThat(names.added).containsExactly("first");
	}

	@Test
	void observeWhenThereWasNoRegistryBeforeShouldTellTheOtherListeners() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		RegistryUse use = new RegistryUse(beanFactory);
		Names first = new Names();
		use.observe(first);
		beanFactory.registerSingleton("registry", this.registry);
		use.observe(new Names());
		this.registry.register(ShadowType.flag(Object.class, 1, "first"));
		assertThat(first.added).containsExactly("first");
	}

	@Test
	void observeWhenAPostProcessorHasRegisteredARegistryShouldUseThat() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(ShadowAutoConfiguration.class);
			context
				.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.registerSingleton("registry", this.registry));
			context.refresh();
			RegistryUse use = context.getBean(ShadowBeans.class).registryUse();
			assertThat(use.isAwaited()).isFalse();
			assertThat(use.registry()).isSameAs(this.registry);
		}
	}

	@RepeatedTest(50)
	void observeWhileTheRegistryIsCreatedShouldAddTheListenerOnce() throws Exception {
		RegistryUse use = unused();
		Names names = new Names();
		race(() -> use.begin(recording(() -> {
		})), () -> use.observe(names));
		assertThat(this.added).containsExactly(names);
	}

	@RepeatedTest(50)
	void leaveWhileTheRegistryIsCreatedShouldLeaveNoListener() throws Exception {
		RegistryUse use = unused();
		Names names = new Names();
		use.observe(names);
		race(() -> use.begin(recording(() -> {
		})), () -> use.leave(names));
		assertThat(this.added).isEmpty();
	}

	@Test
	void leaveBeforeTheRegistryIsToldShouldLeaveNoListener() {
		RegistryUse use = unused();
		Names first = new Names();
		Names second = new Names();
		use.observe(first);
		use.observe(second);
		use.begin(recording(() -> use.leave(second)));
		assertThat(this.added).containsExactly(first);
	}

	@Test
	void beginShouldHoldNoLockWhileItCallsTheRegistry() throws Exception {
		RegistryUse use = unused();
		use.observe(new Names());
		CountDownLatch adding = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Race.Running<?> begin = Race.start(() -> use.begin(recording(() -> {
			adding.countDown();
			await(proceed);
		})));
		await(adding);
		Race.start(() -> use.leave(new Names())).result();
		proceed.countDown();
		begin.result();
	}

	@Test
	void beginAgainShouldAddTheListenersToTheNextRegistry() {
		RegistryUse use = unused();
		Names names = new Names();
		use.observe(names);
		use.begin(recording(() -> {
		}));
		use.begin(this.registry);
		this.registry.register(ShadowType.flag(Object.class, 1, "first"));
		assertThat(names.added).containsExactly("first");
	}

	@Test
	void metersShouldBePublishedOnceWhenTwoThreadsRegisterTheFirstTypes() throws Exception {
		RegistryUse use = unused();
		CyclicBarrier both = new CyclicBarrier(2);
		List<ShadowMeterBinder> binders = new CopyOnWriteArrayList<>();
		MeterRegistry meters = new SimpleMeterRegistry();
		try (RegistryMeters binder = new RegistryMeters(use, (registry) -> {
			await(both);
			ShadowMeterBinder created = new ShadowMeterBinder(registry, 100);
			binders.add(created);
			return created;
		})) {
			binder.bindTo(meters);
			use.begin(this.registry);
			race(() -> this.registry.register(ShadowType.flag(Object.class, 1, "first")),
					() -> this.registry.register(ShadowType.flag(Object.class, 2, "second")));
			assertThat(binders).hasSize(2);
			assertThat(meters.find("shadow.variables").gauges()).hasSize(2);
			assertThat(meters.find("shadow.reaper.busy").gauges()).hasSize(1);
		}
		this.registry.register(ShadowType.flag(Object.class, 3, "third"));
		assertThat(meters.getMeters()).isEmpty();
	}

	@Test
	void metersWhenOneMeterRegistryFailsShouldBePublishedByTheOthers() {
		RegistryUse use = unused();
		Error first = new NoClassDefFoundError("first");
		RuntimeException second = new IllegalStateException("second");
		MeterRegistry meters = new SimpleMeterRegistry();
		List<Throwable> uncaught = new ArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> uncaught.add(ex));
		try (RegistryMeters binder = new RegistryMeters(use, (registry) -> new ShadowMeterBinder(registry, 100))) {
			binder.bindTo(failing(() -> {
				throw first;
			}));
			binder.bindTo(failing(() -> {
				throw second;
			}));
			binder.bindTo(meters);
			use.begin(this.registry);
			this.registry.register(ShadowType.flag(Object.class, 1, "first"));
			assertThat(meters.find("shadow.variables").gauges()).hasSize(1);
			assertThat(uncaught).first().isSameAs(first);
			assertThat(first).hasSuppressedException(second);
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(null);
		}
	}

	private static MeterRegistry failing(Runnable failure) {
		MeterRegistry failing = new SimpleMeterRegistry();
		failing.config().onMeterAdded((meter) -> failure.run());
		return failing;
	}

	@Test
	void metersWhenClosedWhileTheyAreCreatedShouldNotBePublished() {
		RegistryUse use = unused();
		MeterRegistry meters = new SimpleMeterRegistry();
		RegistryMeters[] binder = new RegistryMeters[1];
		binder[0] = new RegistryMeters(use, (registry) -> {
			binder[0].close();
			return new ShadowMeterBinder(registry, 100);
		});
		binder[0].bindTo(meters);
		use.begin(this.registry);
		this.registry.register(ShadowType.flag(Object.class, 1, "first"));
		assertThat(meters.getMeters()).isEmpty();
	}

	/**
	 * Returns the use of a registry of this library that does not exist yet.
	 */
	private static RegistryUse unused() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
				ShadowAutoConfiguration.class)) {
			RegistryUse use = new RegistryUse(context.getDefaultListableBeanFactory());
			assertThat(use.isAwaited()).isTrue();
			return use;
		}
	}

	/**
	 * Returns a registry that records its listeners.
	 * @param adding runs before each listener is added
	 */
	private ShadowRegistry recording(Runnable adding) {
		return (ShadowRegistry) Proxy.newProxyInstance(ShadowRegistry.class.getClassLoader(),
				new Class<?>[] { ShadowRegistry.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("addListener")) {
						adding.run();
						this.added.add((ShadowRegistryListener) arguments[0]);
					}
					else if (method.getName().equals("removeListener")) {
						this.added.remove(arguments[0]);
					}
					return method.getName().equals("variables") ? List.of() : null;
				});
	}

	private static void race(Runnable first, Runnable second) throws Exception {
		Race.run(2, (index) -> {
			((index == 0) ? first : second).run();
			return index;
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Names implements ShadowRegistryListener {

		private final List<String> added = new CopyOnWriteArrayList<>();

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			this.added.add(variable.name());
		}

	}

}
