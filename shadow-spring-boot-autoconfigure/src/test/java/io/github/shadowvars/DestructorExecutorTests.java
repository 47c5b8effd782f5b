package io.github.shadowvars;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class DestructorExecutorTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private final DestructionLog destroyed = new DestructionLog();

	private final List<ShadowFailure> failures = new CopyOnWriteArrayList<>();

	private final Queue<Runnable> queued = new ConcurrentLinkedQueue<>();

	@Test
	void destructorsShouldRunAsOneTaskForEachVariable() {
		try (ShadowRegistry registry = registry(this.queued::add, SHORT)) {
			allocGarbage(register(registry), 10);
			GarbageCollection.runUntil(() -> assertThat(this.queued).hasSize(10));
			assertThat(this.destroyed.all()).isEmpty();
			assertThat(registry.backlog()).isEqualTo(10);
			assertThat(registry.find(1)).isNotNull().satisfies((variable) -> {
				assertThat(variable.count()).isEqualTo(10);
				assertThat(variable.stats().live()).isEqualTo(10);
			});
			this.queued.forEach(Runnable::run);
			assertThat(this.destroyed.all()).hasSize(10).allSatisfy((destruction) -> {
				assertThat(destruction.parent()).isNull();
				assertThat(destruction.cause()).isEqualTo(FreeCause.PARENT_COLLECTED);
				assertThat(destruction.thread()).isSameAs(Thread.currentThread());
			});
			assertThat(registry.backlog()).isZero();
			this.queued.forEach(Runnable::run);
			assertThat(this.destroyed.values()).hasSize(10).doesNotHaveDuplicates();
		}
	}

	static List<Throwable> refusals() {
		return List.of(new RejectedExecutionException("shut down"), new OutOfMemoryError("unable to create a thread"),
				new IOException("as code in Kotlin can throw"), new InterruptedException("interrupted"));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void destructorsShouldRunOnTheReapersThreadIfTheExecutorRefusesThem(Throwable refusal) {
		try (ShadowRegistry registry = registry((task) -> {
			throw Life.<RuntimeException>unchanged(refusal);
		}, SHORT)) {
			allocGarbage(register(registry), 10);
			GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(10));
			assertThat(this.destroyed.all())
				.allMatch((destruction) -> destruction.thread().getName().equals("shadow-reaper"));
			assertThat(registry.backlog()).isZero();
		}
	}

	@Test
	void destructorsShouldSeeTheContextClassLoaderIfTheExecutorRunsThemOnTheReapersThread() {
		List<ClassLoader> seen = new CopyOnWriteArrayList<>();
		try (ShadowRegistry registry = registry(Runnable::run, SHORT)) {
			ShadowVariable<Object, Object> variable = registry.register(ShadowType.builder(Object.class, Object.class)
				.id(1)
				.onFree((value) -> seen.add(Thread.currentThread().getContextClassLoader()))
				.build());
			allocGarbage(variable, 1);
			GarbageCollection.runUntil(() -> assertThat(seen).hasSize(1));
			assertThat(seen).containsExactly(Thread.currentThread().getContextClassLoader());
		}
	}

	@Test
	void variablesWithoutADestructorShouldTakeNoTask() {
		try (ShadowRegistry registry = registry(this.queued::add, SHORT)) {
			ShadowVariable<Object, Object> variable = registry
				.register(ShadowType.builder(Object.class, Object.class).id(1).build());
			allocGarbage(variable, 1);
			GarbageCollection.runUntil(() -> assertThat(variable.count()).isZero());
			assertThat(this.queued).isEmpty();
		}
	}

	@Test
	void freeAllShouldDestroyWhatIsQueuedOnce() {
		try (ShadowRegistry registry = registry(this.queued::add, SHORT)) {
			ShadowVariable<Object, Object> variable = register(registry);
			allocGarbage(variable, 10);
			GarbageCollection.runUntil(() -> assertThat(this.queued).hasSize(10));
			variable.freeAll();
			assertThat(this.destroyed.all()).hasSize(10);
			this.queued.forEach(Runnable::run);
			assertThat(this.destroyed.all()).hasSize(10);
		}
	}

	@Test
	void closeShouldWaitForWhatIsQueued() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		SlowCallback slow = new SlowCallback("slow");
		try {
			ShadowRegistry registry = registry(executor, Duration.ofHours(1));
			ShadowVariable<Object, Object> variable = register(registry);
			Race.Running<Boolean> blocking = slow.start(() -> {
				executor.submit(() -> slow.apply("blocked")).get();
				return true;
			});
			allocGarbage(variable, 10);
			GarbageCollection.runUntil(() -> assertThat(registry.backlog()).isEqualTo(10));
			Race.Running<Boolean> closing = Race.start(() -> {
				registry.close();
				return true;
			}).awaitIdle();
			assertThat(closing.future()).isNotDone();
			assertThat(this.destroyed.all()).isEmpty();
			slow.proceed();
			assertThat(closing.result()).isTrue();
			assertThat(blocking.result()).isTrue();
			assertThat(this.destroyed.causes()).hasSize(10).containsOnly(FreeCause.PARENT_COLLECTED);
			assertThat(this.destroyed.all()).noneMatch((destruction) -> destruction.thread() == closing.thread());
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void closeThatTimesOutShouldFreeWhatIsQueuedAndSayForWhichIdItWaited() {
		ShadowRegistry registry = registry(this.queued::add, SHORT);
		allocGarbage(register(registry), 10);
		GarbageCollection.runUntil(() -> assertThat(this.queued).hasSize(10));
		registry.close();
		assertThat(this.destroyed.all()).hasSize(10);
		assertThat(this.failures).extracting(ShadowFailure::message)
			.singleElement()
			.asString()
			.contains("has waited PT0.2S for callbacks of shadow 0x1");
		this.queued.forEach(Runnable::run);
		assertThat(this.destroyed.all()).hasSize(10);
	}

	@Test
	void closeShouldReleaseTheTypeOfWhatIsQueuedAndOfWhatRan() {
		WeakReference<ShadowType<Object, Object>> type = queueAndClose();
		assertThat(this.queued).hasSize(2);
		GarbageCollection.runUntilCleared(type);
	}

	private WeakReference<ShadowType<Object, Object>> queueAndClose() {
		try (ShadowRegistry registry = registry(this.queued::add, SHORT)) {
			ShadowVariable<Object, Object> variable = register(registry);
			allocGarbage(variable, 2);
			GarbageCollection.runUntil(() -> assertThat(this.queued).hasSize(2));
			this.queued.element().run();
			return new WeakReference<>(variable.type());
		}
		finally {
			this.failures.clear();
		}
	}

	@Test
	void closeFromATaskShouldNotWaitForTheTasksBehindIt() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CountDownLatch closed = new CountDownLatch(1);
		List<ShadowRegistry> self = new ArrayList<>();
		try {
			ShadowRegistry registry = registry(executor, Duration.ofHours(1));
			self.add(registry);
			ShadowVariable<Object, Object> variable = registry
				.register(ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> {
					self.get(0).close();
					closed.countDown();
				}).build());
			allocGarbage(variable, 10);
			GarbageCollection.runUntil(() -> assertThat(closed.getCount()).isZero());
			assertThat(variable.count()).isZero();
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void destructorExecutorWhenNullShouldBeRefused() {
		ShadowRegistry.Builder builder = ShadowRegistry.builder();
		assertThatThrownBy(() -> builder.destructorExecutor(nothing())).isInstanceOf(NullPointerException.class)
			.hasMessage("destructorExecutor must not be null");
	}

	@SuppressWarnings("NullAway")
	private static Executor nothing() {
		return null;
	}

	private ShadowRegistry registry(Executor executor, Duration closeTimeout) {
		return ShadowRegistry.builder()
			.destructorExecutor(executor)
			.closeTimeout(closeTimeout)
			.failureHandler(this.failures::add)
			.build();
	}

	private ShadowVariable<Object, Object> register(ShadowRegistry registry) {
		return registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).destructor(this.destroyed).build());
	}

	private static void allocGarbage(ShadowVariable<Object, Object> variable, int count) {
		for (int i = 0; i < count; i++) {
			String value = "value " + i;
			variable.alloc(new Object(), (parent) -> value);
		}
	}

}
