package io.github.shadowvars.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowLimitException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowSettings.OnLimit;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ShadowMeterBinder}.
 */
class ShadowMeterBinderTests {

	private static final ShadowType<Object, String> LOCK = ShadowType.builder(Object.class, String.class)
		.id(0x1)
		.name("ps-lock")
		.constructor((parent) -> "lock")
		.build();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler((failure) -> {
	}).build();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<Object> parents = new ArrayList<>();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void bindToWhenIdIsRegisteredShouldMeasureEachCount() {
		ShadowType<Object, String> type = ShadowType.builder(Object.class, String.class)
			.id(-1)
			.name("max")
			.destructor((parent, value, cause) -> {
				if (value.equals("bad")) {
					throw new IllegalStateException("test");
				}
			})
			.build();
		ShadowVariable<Object, String> variable = this.registry.register(type);
		bind(100);
		Object first = new Object();
		Object second = new Object();
		variable.alloc(first, (parent) -> "bad");
		variable.alloc(second, (parent) -> "good");
		ignore(() -> variable.alloc(first, (parent) -> "duplicate"));
		ignore(() -> variable.alloc(new Object(), (parent) -> {
			throw new IllegalStateException("test");
		}));
		variable.free(first);
		assertThat(gauge("0xffffffffffffffff", "max")).isEqualTo(1);
		assertThat(counter("shadow.allocations", "0xffffffffffffffff")).isEqualTo(2);
		assertThat(freed("0xffffffffffffffff", FreeCause.FREED)).isEqualTo(1);
		assertThat(freed("0xffffffffffffffff", FreeCause.PARENT_COLLECTED)).isZero();
		assertThat(counter("shadow.duplicates", "0xffffffffffffffff")).isEqualTo(1);
		assertThat(counter("shadow.constructor.failures", "0xffffffffffffffff")).isEqualTo(1);
		assertThat(counter("shadow.destructor.failures", "0xffffffffffffffff")).isEqualTo(1);
		assertThat(variable.has(second)).isTrue();
	}

	@Test
	void bindToWhenIdIsRegisteredShouldDescribeEveryMeter() {
		this.registry.register(LOCK);
		bind(100);
		assertThat(this.meters.getMeters()).hasSize(9 + FreeCause.values().length)
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		assertThat(this.meters.getMeters())
			.extracting((meter) -> meter.getId().getName(), (meter) -> meter.getId().getBaseUnit())
			.contains(tuple("shadow.variables", "variables"), tuple("shadow.growth.suspect", null),
					tuple("shadow.allocations", "variables"), tuple("shadow.frees", "variables"),
					tuple("shadow.duplicates", "calls"), tuple("shadow.rejections", "calls"),
					tuple("shadow.constructor.failures", "failures"), tuple("shadow.destructor.failures", "failures"),
					tuple("shadow.reaper.backlog", "variables"), tuple("shadow.reaper.busy", "seconds"));
		assertThat(this.meters.get("shadow.frees").tag("cause", "parent_collected").functionCounters()).hasSize(1);
	}

	@Test
	void bindToWhenThereIsNoIdShouldAddMetersWithTheFirst() {
		bind(100);
		assertThat(this.meters.getMeters()).isEmpty();
		this.registry.register(LOCK);
		assertThat(this.meters.get("shadow.reaper.backlog").gauge().value()).isZero();
		assertThat(this.meters.getMeters()).hasSize(9 + FreeCause.values().length);
	}

	@Test
	void bindToWhenTheFirstIdIsAddedMeanwhileShouldAddTheReapersMetersOnce() {
		SimpleMeterRegistry second = new SimpleMeterRegistry();
		ShadowMeterBinder binder = new ShadowMeterBinder(this.registry, 100);
		AtomicBoolean busy = new AtomicBoolean();
		binder.bindTo(new SimpleMeterRegistry() {

			// Called while the binder makes a change, so both calls are made after it
			@Override
			public int hashCode() {
				if (busy.compareAndSet(false, true)) {
					ShadowMeterBinderTests.this.registry.register(LOCK);
					binder.bindTo(second);
				}
				return System.identityHashCode(this);
			}

			@Override
			public boolean equals(@Nullable Object other) {
				return this == other;
			}

		});
		assertThat(second.getMeters()).hasSize(9 + FreeCause.values().length);
		binder.close();
		assertThat(second.getMeters()).isEmpty();
	}

	@Test
	void bindToWhenALimitRejectsShouldCountTheRejections() {
		ShadowSettings settings = ShadowSettings.builder().maxLive(1).onLimit(OnLimit.REJECT).build();
		try (ShadowRegistry limited = ShadowRegistry.builder().settings((type) -> settings).build();
				ShadowMeterBinder each = new ShadowMeterBinder(limited, 1)) {
			each.bindTo(this.meters);
			for (long id : new long[] { 0x1, 0x2 }) {
				limited.alloc(this, id, (parent) -> "value");
				for (int i = 0; i < 2; i++) {
					assertThatExceptionOfType(ShadowLimitException.class)
						.isThrownBy(() -> limited.getOrAlloc(new Object(), id, (parent) -> "value"));
				}
			}
			assertThat(counter("shadow.rejections", "0x1")).isEqualTo(2);
			assertThat(counter("shadow.rejections", "other")).isEqualTo(2);
		}
	}

	@Test
	void bindToWhenAnIdIsSuspectShouldSaySoUntilItIsNot() {
		try (ShadowRegistry growing = ShadowRegistry.create();
				ShadowMeterBinder each = new ShadowMeterBinder(growing, 100);
				ShadowMeterBinder none = new ShadowMeterBinder(growing, 0)) {
			each.bindTo(this.meters);
			none.bindTo(this.meters);
			growing.alloc(this, 0x1, (parent) -> "value");
			growing.alloc(this, 0x2, (parent) -> "value");
			growing.free(this, 0x2);
			Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				Object parent = new Object();
				this.parents.add(parent);
				growing.alloc(parent, 0x1, (key) -> "value");
				System.gc();
				assertThat(suspect("0x1")).isEqualTo(1);
			});
			assertThat(suspect("0x2")).isZero();
			growing.alloc(new Object(), 0x1, (parent) -> "value");
			Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				System.gc();
				assertThat(suspect("0x1")).isZero();
			});
			assertThat(suspect("other")).isZero();
		}
	}

	@Test
	void bindToWhenADestructorRunsForACollectedParentShouldMeasureHowLong() {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		ShadowVariable<Object, String> variable = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(1).onFree((value) -> {
				running.countDown();
				await(mayEnd);
			}).build());
		bind(100);
		assertThat(this.meters.get("shadow.reaper.busy").gauge().value()).isZero();
		assertThat(this.meters.get("shadow.reaper.backlog").gauge().value()).isZero();
		variable.alloc(new Object(), (parent) -> "value");
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(running.getCount()).isZero();
		});
		assertThat(this.meters.get("shadow.reaper.busy").gauge().value()).isPositive();
		mayEnd.countDown();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.meters.get("shadow.reaper.busy").gauge().value()).isZero());
	}

	@Test
	void allocWhenIdIsUsedForTheFirstTimeShouldAddItsMeters() {
		bind(100);
		Object parent = new Object();
		this.registry.alloc(parent, 0x1234, (key) -> "value");
		assertThat(gauge("0x1234", "0x1234")).isEqualTo(1);
		assertThat(this.registry.get(parent, 0x1234)).isEqualTo("value");
	}

	@Test
	void closeWhenAnotherBinderHasMetersOfTheSameIdShouldLeaveThemThere() {
		this.registry.register(LOCK).alloc(this);
		bind(100);
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		composite.add(this.meters);
		try (ShadowRegistry other = ShadowRegistry.create();
				ShadowMeterBinder same = new ShadowMeterBinder(other, 100);
				ShadowMeterBinder around = new ShadowMeterBinder(other, 100)) {
			other.register(LOCK);
			other.alloc(this, 0x2, (parent) -> "value");
			same.bindTo(this.meters);
			around.bindTo(composite);
			assertThat(gauge("0x1", "ps-lock")).isEqualTo(1);
			assertThat(gauge("0x2", "0x2")).isEqualTo(1);
		}
		assertThat(gauge("0x1", "ps-lock")).isEqualTo(1);
		assertThat(this.meters.find("shadow.variables").tag("id", "0x2").meter()).isNull();
	}

	@Test
	void closeWhenAnotherBinderHasTheSameIdShouldLeaveTheMetersToIt() {
		this.registry.register(LOCK);
		try (ShadowRegistry other = ShadowRegistry.create();
				ShadowMeterBinder first = new ShadowMeterBinder(other, 100)) {
			other.register(LOCK).alloc(this);
			first.bindTo(this.meters);
			bind(100);
			assertThat(gauge("0x1", "ps-lock")).isEqualTo(1);
		}
		assertThat(gauge("0x1", "ps-lock")).isZero();
		assertThat(counter("shadow.allocations", "0x1")).isZero();
		this.registry.close();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void closeWhenHandleIsTheLastShouldRemoveTheMetersOfTheId() {
		bind(100);
		ShadowVariable<Object, String> first = this.registry.register(LOCK);
		ShadowVariable<Object, String> second = this.registry.register(LOCK);
		first.close();
		assertThat(ids()).isNotEmpty();
		second.close();
		assertThat(ids()).isEmpty();
	}

	@Test
	void registerWhenIdWasUnregisteredShouldMeasureTheNewVariables() {
		bind(100);
		ShadowVariable<Object, String> old = this.registry.register(LOCK);
		old.alloc(new Object());
		old.close();
		Object parent = new Object();
		ShadowVariable<Object, String> variable = this.registry.register(LOCK);
		variable.alloc(parent);
		assertThat(counter("shadow.allocations", "0x1")).isEqualTo(1);
		assertThat(gauge("0x1", "ps-lock")).isEqualTo(1);
		assertThat(freed("0x1", FreeCause.UNREGISTERED)).isZero();
		assertThat(variable.has(parent)).isTrue();
	}

	@Test
	void registerWhenIdsExceedTheLimitShouldAddUpTheRestUnderOther() {
		bind(1);
		Object parent = new Object();
		this.registry.alloc(parent, 3, (key) -> "own");
		this.registry.alloc(parent, 2, (key) -> "rest");
		this.registry.alloc(parent, 1, (key) -> "rest");
		assertThat(gauge("0x3", "0x3")).isEqualTo(1);
		assertThat(gauge("other", "other")).isEqualTo(2);
		assertThat(ids()).containsExactlyInAnyOrder("0x3", "other");
		assertThat(this.registry.freeParent(parent)).isEqualTo(3);
	}

	@Test
	void unregisterWhenIdIsUnderOtherShouldKeepItsCountsThere() {
		bind(0);
		ShadowVariable<Object, String> variable = this.registry.register(LOCK);
		Object parent = new Object();
		variable.alloc(parent);
		variable.close();
		assertThat(gauge("other", "other")).isZero();
		assertThat(counter("shadow.allocations", "other")).isEqualTo(1);
		assertThat(freed("other", FreeCause.UNREGISTERED)).isEqualTo(1);
		this.registry.register(LOCK).alloc(parent);
		assertThat(gauge("other", "other")).isEqualTo(1);
		assertThat(counter("shadow.allocations", "other")).isEqualTo(2);
	}

	@Test
	void unregisterWhenPlaceBecomesFreeShouldLeaveItToANewId() {
		bind(1);
		Object parent = new Object();
		ShadowVariable<Object, String> own = this.registry.register(LOCK);
		this.registry.alloc(parent, 2, (key) -> "rest");
		own.close();
		assertThat(ids()).containsExactly("other");
		this.registry.alloc(parent, 4, (key) -> "own");
		assertThat(ids()).containsExactlyInAnyOrder("0x4", "other");
		assertThat(counter("shadow.allocations", "other")).isEqualTo(1);
		assertThat(this.registry.freeParent(parent)).isEqualTo(2);
	}

	@Test
	void bindToWhenThereAreSeveralMeterRegistriesShouldServeAll() {
		ShadowMeterBinder binder = bind(100);
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		SimpleMeterRegistry inner = new SimpleMeterRegistry();
		composite.add(inner);
		binder.bindTo(composite);
		binder.bindTo(composite);
		ShadowVariable<Object, String> variable = this.registry.register(LOCK);
		variable.alloc(this);
		assertThat(List.<MeterRegistry>of(this.meters, composite, inner))
			.allSatisfy((meters) -> assertThat(meters.get("shadow.variables").gauge().value()).isEqualTo(1));
		binder.close();
		assertThat(List.<MeterRegistry>of(this.meters, composite, inner))
			.allSatisfy((meters) -> assertThat(meters.getMeters()).isEmpty());
	}

	@Test
	void closeWhenRegistryGoesOnShouldRemoveAllMetersForGood() {
		ShadowMeterBinder binder = bind(0);
		this.registry.register(LOCK);
		assertThat(this.meters.getMeters()).isNotEmpty();
		binder.close();
		binder.close();
		this.registry.alloc(this, 2, (key) -> "value");
		binder.bindTo(this.meters);
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void closeWhenRegistryIsClosedShouldHaveRemovedAllMeters() {
		bind(1);
		this.registry.register(LOCK);
		this.registry.alloc(this, 2, (key) -> "value");
		this.registry.close();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void bindToWhenMeterIsAParentShouldMeasureItsVariables() {
		this.meters.config().onMeterAdded((meter) -> this.registry.getOrAlloc(meter, 0x99, (key) -> "mark"));
		this.registry.register(LOCK);
		bind(100);
		assertThat(gauge("0x99", "0x99")).isEqualTo(this.meters.getMeters().size());
	}

	@Test
	void registerWhenThreadsRaceShouldEndWithTheMetersOfTheIdsInUse() throws Exception {
		bind(3);
		CyclicBarrier start = new CyclicBarrier(4);
		List<Callable<@Nullable Void>> tasks = new ArrayList<>();
		for (long id = 1; id <= 4; id++) {
			ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(id).build();
			tasks.add(() -> {
				start.await();
				for (int i = 0; i < 50; i++) {
					this.registry.register(type).close();
				}
				this.registry.register(type);
				return null;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (Future<?> task : threads.invokeAll(tasks)) {
				task.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(ids()).filteredOn((id) -> !id.equals("other"))
			.isSubsetOf("0x1", "0x2", "0x3", "0x4")
			.hasSizeLessThanOrEqualTo(3);
		assertThat(this.meters.get("shadow.variables").gauges()).hasSize(ids().size());
	}

	@Test
	void registerWhenAListenerOfMicrometerThrowsACheckedExceptionShouldPublishTheNextIds() {
		bind(100);
		boolean[] failing = { true };
		this.meters.config().onMeterAdded((meter) -> {
			if (failing[0]) {
				// As code in Kotlin can do
				throw ShadowMeterBinderTests.<RuntimeException>unchecked(new IOException("test"));
			}
		});
		List<Throwable> uncaught = new ArrayList<>();
		Thread thread = Thread.currentThread();
		thread.setUncaughtExceptionHandler((where, ex) -> uncaught.add(ex));
		try {
			this.registry.register(LOCK);
		}
		finally {
			thread.setUncaughtExceptionHandler(null);
		}
		assertThat(uncaught).singleElement().isInstanceOf(IOException.class);
		failing[0] = false;
		this.registry.register(ShadowType.flag(Object.class, 2, "second"));
		assertThat(gauge("0x2", "second")).isZero();
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <X extends Throwable> X unchecked(Throwable ex) throws X {
		throw (X) ex;
	}

	@Test
	void registerWhenAListenerOfMicrometerUsesANewIdShouldNotDeadlock() throws Exception {
		CountDownLatch inListener = new CountDownLatch(1);
		CountDownLatch mayUseNewId = new CountDownLatch(1);
		this.meters.config().onMeterAdded((meter) -> {
			if (meter.getId().getName().equals("app.requests")) {
				inListener.countDown();
				await(mayUseNewId);
				this.registry.alloc(meter, 0x99, (key) -> "mark");
			}
		});
		bind(100);
		Thread application = start(() -> this.meters.counter("app.requests"));
		await(inListener);
		Thread registering = start(() -> this.registry.register(LOCK));
		// Waits for Micrometer's lock, which the other thread holds
		Awaitility.await()
			.untilAsserted(() -> assertThat(registering.getState()).isIn(Thread.State.BLOCKED, Thread.State.WAITING));
		mayUseNewId.countDown();
		Awaitility.await().untilAsserted(() -> {
			assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
			assertThat(application.isAlive() || registering.isAlive()).isFalse();
		});
		assertThat(ids()).containsExactlyInAnyOrder("0x1", "0x99");
		assertThat(gauge("0x99", "0x99")).isEqualTo(1);
	}

	@Test
	void closeWhenAnotherThreadIsAddingMetersShouldLetItRemoveThem() throws Exception {
		CountDownLatch inListener = new CountDownLatch(1);
		CountDownLatch mayGoOn = new CountDownLatch(1);
		ShadowMeterBinder binder = bind(100);
		this.meters.config().onMeterAdded((meter) -> {
			inListener.countDown();
			await(mayGoOn);
		});
		Thread registering = start(() -> this.registry.register(LOCK));
		await(inListener);
		binder.close();
		mayGoOn.countDown();
		registering.join();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void closeWhenAFilterRenamesShouldLeaveTheMetersOfAnotherBinder() {
		this.meters.config().meterFilter(new MeterFilter() {

			@Override
			public Meter.Id map(Meter.Id id) {
				List<Tag> tags = id.getTags()
					.stream()
					.map((tag) -> Tag.of("shadow." + tag.getKey(), tag.getValue()))
					.toList();
				return id.withName("app." + id.getName()).replaceTags(tags);
			}

		});
		this.registry.register(LOCK).alloc(this);
		bind(100);
		try (ShadowRegistry another = ShadowRegistry.create();
				ShadowMeterBinder second = new ShadowMeterBinder(another, 100)) {
			second.bindTo(this.meters);
			another.register(LOCK);
			another.alloc(this, 0x2, (parent) -> "value");
			assertThat(this.meters.get("app.shadow.variables").tag("shadow.id", "0x1").gauge().value()).isEqualTo(1);
			assertThat(this.meters.get("app.shadow.variables").tag("shadow.id", "0x2").gauge().value()).isEqualTo(1);
		}
		assertThat(this.meters.get("app.shadow.variables").gauges()).singleElement()
			.satisfies((gauge) -> assertThat(gauge.value()).isEqualTo(1));
		this.registry.close();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void closeWhenAFilterMergesIdsShouldLeaveTheSumOfTheOthers() {
		this.meters.config().meterFilter(MeterFilter.ignoreTags("id", "name"));
		bind(100);
		ShadowVariable<Object, String> first = this.registry.register(LOCK);
		first.alloc(this);
		this.registry.alloc(this, 0x2, (parent) -> "value");
		Object parent = new Object();
		this.registry.alloc(parent, 0x2, (key) -> "value");
		assertThat(this.meters.get("shadow.variables").gauge().value()).isEqualTo(3);
		first.close();
		assertThat(this.meters.get("shadow.variables").gauge().value()).isEqualTo(2);
		assertThat(this.meters.get("shadow.allocations").functionCounter().count()).isEqualTo(3);
		assertThat(this.meters.get("shadow.frees").tag("cause", "unregistered").functionCounter().count()).isEqualTo(1);
		assertThat(this.registry.freeParent(parent)).isEqualTo(1);
		this.registry.close();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void registerWhenAFilterDeniesShouldAddNothing() {
		this.meters.config().meterFilter(MeterFilter.denyNameStartsWith("shadow.frees"));
		ShadowMeterBinder binder = bind(100);
		this.registry.register(LOCK);
		assertThat(this.meters.getMeters()).hasSize(9);
		binder.close();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void closeWhenTheApplicationHasAMeterOfTheSameNameShouldLeaveIt() {
		this.meters.gauge("shadow.variables", Tags.of("id", "0x1", "name", "ps-lock"), 7);
		ShadowMeterBinder binder = bind(100);
		this.registry.register(LOCK).alloc(this);
		assertThat(gauge("0x1", "ps-lock")).isEqualTo(7);
		binder.close();
		assertThat(this.meters.getMeters()).hasSize(1);
		assertThat(gauge("0x1", "ps-lock")).isEqualTo(7);
	}

	@Test
	void bindToWhenAListenerThrowsShouldAddTheOtherMetersAndThrow() {
		this.registry.register(LOCK);
		this.meters.config().onMeterAdded((meter) -> {
			if (meter.getId().getName().equals("shadow.variables")) {
				throw new IllegalStateException("no gauge today");
			}
		});
		ShadowMeterBinder binder = new ShadowMeterBinder(this.registry, 100);
		assertThatIllegalStateException().isThrownBy(() -> binder.bindTo(this.meters)).withMessage("no gauge today");
		assertThat(counter("shadow.allocations", "0x1")).isZero();
		binder.close();
		assertThat(this.meters.find("shadow.allocations").meter()).isNull();
	}

	@Test
	void closeOfOneOfTenThousandIdsShouldRemoveItsMetersOnly() {
		AtomicInteger listed = new AtomicInteger();
		AtomicInteger removed = new AtomicInteger();
		this.meters.config().onMeterRemoved((meter) -> removed.incrementAndGet());
		ShadowRegistry counting = (ShadowRegistry) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ShadowRegistry.class }, (proxy, method, arguments) -> {
					listed.addAndGet(method.getName().equals("variables") ? 1 : 0);
					return method.invoke(this.registry, arguments);
				});
		new ShadowMeterBinder(counting, 100).bindTo(this.meters);
		List<ShadowVariable<Object, Object>> variables = new ArrayList<>();
		for (long id = 1; id <= 10_000; id++) {
			variables.add(this.registry.register(ShadowType.builder(Object.class, Object.class).id(id).build()));
		}
		assertThat(ids()).hasSize(101);
		variables.get(0).close();
		assertThat(removed).hasValue(7 + FreeCause.values().length);
		variables.get(9_999).close();
		assertThat(removed).hasValue(7 + FreeCause.values().length);
		assertThat(listed).as("looks at all ids").hasValue(1);
	}

	@Test
	void createWhenMaxIdsIsNegativeShouldThrow() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ShadowMeterBinder(this.registry, -1))
			.withMessage("maxIds must not be negative, but is -1; use 0 to add up all ids under 'other'");
	}

	@Test
	@SuppressWarnings("NullAway")
	void createWhenRegistryIsNullShouldThrow() {
		assertThatNullPointerException().isThrownBy(() -> new ShadowMeterBinder(null, 1))
			.withMessage("registry must not be null");
	}

	private ShadowMeterBinder bind(int maxIds) {
		ShadowMeterBinder binder = new ShadowMeterBinder(this.registry, maxIds);
		binder.bindTo(this.meters);
		return binder;
	}

	private double suspect(String id) {
		return this.meters.get("shadow.growth.suspect").tag("id", id).gauge().value();
	}

	private double gauge(String id, String name) {
		return this.meters.get("shadow.variables").tags("id", id, "name", name).gauge().value();
	}

	private double counter(String meter, String id) {
		return this.meters.get(meter).tag("id", id).functionCounter().count();
	}

	private double freed(String id, FreeCause cause) {
		return this.meters.get("shadow.frees")
			.tags("id", id, "cause", cause.name().toLowerCase(Locale.ROOT))
			.functionCounter()
			.count();
	}

	private List<String> ids() {
		return this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.map((id) -> id.getTag("id"))
			.filter(Objects::nonNull)
			.distinct()
			.toList();
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void ignore(Runnable call) {
		try {
			call.run();
		}
		catch (IllegalStateException ex) {
			// Counted
		}
	}

}
