package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for the callbacks that closing waits for, and how long it waits.
 */
@Timeout(60)
class ClosingWaitTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(200);

	private final DestructionLog destroyed = new DestructionLog();

	private final Object parent = new Parent();

	private final Object other = new Parent();

	private final SlowCallback slow = new SlowCallback("slow");

	@AfterEach
	void proceed() {
		this.slow.proceed();
	}

	@Test
	void closeShouldRefuseNewWorkFirstAndWaitForTheConstructorThatRuns() throws Exception {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.other, (same) -> "other");
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		Race.Running<Boolean> closing = startClosing(registry);
		assertThatThrownBy(() -> variable.alloc(new Parent(), (same) -> "late"))
			.isExactlyInstanceOf(RegistryClosedException.class);
		closing.awaitIdle();
		assertThat(closing.future()).isNotDone();
		assertThat(this.destroyed.all()).isEmpty();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
		constructing.thread().join();
		assertThat(this.destroyed.values()).containsExactlyInAnyOrder("slow", "other");
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.CLOSED);
	}

	@RepeatedTest(20)
	void closeShouldEndAfterTheDestructorOfTheConstructorThatItWaitedFor() throws Exception {
		ShadowRegistry registry = registry(LONG);
		CompletableFuture<Race.Running<Boolean>> closing = new CompletableFuture<>();
		AtomicBoolean closedFirst = new AtomicBoolean();
		ShadowVariable<Object, Object> variable = registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> {
				Race.Running<Boolean> running = closing.join();
				if (Thread.currentThread() != running.thread()) {
					running.awaitIdle();
					closedFirst.set(running.future().isDone());
				}
			}).build());
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		closing.complete(startClosing(registry).awaitIdle());
		this.slow.proceed();
		assertThat(closing.join().result()).isTrue();
		constructing.thread().join();
		assertThat(closedFirst).isFalse();
	}

	@Test
	void closeShouldWaitForTheDestructorThatRuns() throws Exception {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.parent, (same) -> "a");
		variable.alloc(this.other, (same) -> "other");
		Race.Running<Boolean> freeing = this.slow
			.start(() -> registry.free(this.parent, 1, (parent, value, cause) -> this.slow.apply(value)));
		Race.Running<Boolean> closing = startClosing(registry).awaitIdle();
		assertThat(closing.future()).isNotDone();
		assertThat(this.destroyed.all()).isEmpty();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
		assertThat(freeing.result()).isTrue();
		assertThat(this.destroyed.values()).containsExactly("other");
	}

	@Test
	void closeShouldWaitForTheConstructorOfAnIdThatWasLeft() throws Exception {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		variable.close();
		Race.Running<Boolean> closing = startClosing(registry).awaitIdle();
		assertThat(closing.future()).isNotDone();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
		constructing.thread().join();
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.UNREGISTERED);
	}

	@Test
	void closeWhenAConstructorIsStuckShouldEndAfterTheTimeoutAndDestroyItsValueLater() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.other, (same) -> "other");
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		registry.close();
		assertThat(this.destroyed.values()).containsExactly("other");
		this.slow.proceed();
		assertThatThrownBy(constructing::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.values()).containsExactly("other", "slow");
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.CLOSED);
		assertThat(variable.get(this.parent)).isNull();
		assertThat(variable.count()).isZero();
	}

	@Test
	void closeWhenADestructorIsStuckShouldEndAfterTheTimeout() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.parent, (same) -> "a");
		variable.alloc(this.other, (same) -> "other");
		Race.Running<Boolean> freeing = this.slow
			.start(() -> registry.free(this.parent, 1, (parent, value, cause) -> this.slow.apply(value)));
		registry.close();
		assertThat(this.destroyed.values()).containsExactly("other");
		this.slow.proceed();
		assertThat(freeing.result()).isTrue();
		assertThat(this.destroyed.values()).containsExactly("other");
	}

	@Test
	void closeWhenTheReaperIsStuckShouldEndAfterTheTimeoutAndTheReaperLater() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		List<Thread> reaper = new ArrayList<>();
		ShadowVariable<Object, Object> stuck = registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor((parent, value, cause) -> {
				reaper.add(Thread.currentThread());
				this.slow.apply(value);
			}).build());
		register(registry).alloc(this.other, (same) -> "other");
		stuck.alloc(new Parent(), (same) -> "garbage");
		GarbageCollection.runUntil(() -> assertThat(this.slow.wasCalled()).isTrue());
		registry.close();
		assertThat(this.destroyed.values()).containsExactly("other");
		this.slow.proceed();
		reaper.get(0).join(Race.DEADLINE.toMillis());
		assertThat(reaper).singleElement().matches((thread) -> !thread.isAlive());
	}

	@Test
	void closeWhenTheTimeoutIsZeroShouldWaitForNoCallback() throws Exception {
		ShadowRegistry registry = registry(Duration.ZERO);
		ShadowVariable<Object, Object> variable = register(registry);
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		registry.close();
		this.slow.proceed();
		assertThatThrownBy(constructing::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.values()).containsExactly("slow");
	}

	@Test
	void closeShouldWakeThoseWhoWaitForAStuckConstructor() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		ShadowVariable<Object, Object> variable = register(registry);
		Race.Running<Object> constructing = this.slow.start(() -> variable.alloc(this.parent, this.slow));
		Race.Running<Object> waiting = Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "second"))
			.awaitIdle();
		registry.close();
		this.slow.proceed();
		assertThatThrownBy(waiting::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThatThrownBy(constructing::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.values()).containsExactly("slow");
	}

	@Test
	void closeShouldRefuseThoseWhoWaitForAConstructorThatStillRuns() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		ShadowVariable<Object, Object> variable = register(registry);
		this.slow.start(() -> variable.alloc(this.parent, this.slow));
		Race.Running<Object> first = Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "second")).awaitIdle();
		Race.Running<Object> second = Race.start(() -> variable.alloc(this.parent, (same) -> "third")).awaitIdle();
		registry.close();
		assertThatThrownBy(first::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThatThrownBy(second::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void leavingAnIdShouldRefuseThoseWhoWaitForAConstructorThatStillRuns() throws Exception {
		ShadowRegistry registry = registry(SHORT);
		ShadowVariable<Object, Object> variable = register(registry);
		this.slow.start(() -> variable.alloc(this.parent, this.slow));
		Race.Running<Object> waiting = Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "second"))
			.awaitIdle();
		variable.close();
		assertThatThrownBy(waiting::result).rootCause()
			.hasMessage("Shadow 0x1 cannot be attached because its last owner closed it; register its type again");
		this.slow.proceed();
		registry.close();
	}

	@Test
	void closeWhenTheTimeoutIsTheLongestShouldWait() throws Exception {
		ShadowRegistry registry = registry(Duration.ofSeconds(Long.MAX_VALUE));
		ShadowVariable<Object, Object> variable = register(registry);
		this.slow.start(() -> variable.alloc(this.parent, this.slow));
		Race.Running<Boolean> closing = startClosing(registry).awaitIdle();
		assertThat(closing.future()).isNotDone();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
	}

	@Test
	void closeThatTimesOutShouldSayForWhichIdsItWaited() throws Exception {
		List<ShadowFailure> failures = new ArrayList<>();
		ShadowRegistry registry = ShadowRegistry.builder().closeTimeout(SHORT).failureHandler(failures::add).build();
		ShadowVariable<Object, Object> variable = register(registry);
		registry.alloc(this.other, 2, (same) -> "other");
		this.slow.start(() -> variable.alloc(this.parent, this.slow));
		registry.close();
		assertThat(failures).singleElement().satisfies((failure) -> {
			assertThat(failure.variable().id()).isEqualTo(1);
			assertThat(failure.parent()).isEqualTo("a parent");
			assertThat(failure.cause()).isEqualTo(FreeCause.CLOSED);
			assertThat(failure.message()).isEqualTo("Closing the registry has waited PT0.2S for callbacks of shadow "
					+ "0x1, which have not returned; make them return sooner, or set a longer closeTimeout");
			assertThat(failure.exception()).hasMessage(failure.message()).isInstanceOf(TimeoutException.class);
		});
	}

	@Test
	void closeFromAConstructorShouldNotWaitForItself() {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.other, (same) -> "other");
		assertThatThrownBy(() -> variable.alloc(this.parent, (same) -> {
			registry.close();
			return "late";
		})).isExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.values()).containsExactly("other", "late");
	}

	@Test
	void closeFromADestructorShouldNotWaitForItself() {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.parent, (same) -> "a");
		variable.alloc(this.other, (same) -> "other");
		assertThat(registry.free(this.parent, 1, (parent, value, cause) -> registry.close())).isTrue();
		assertThat(this.destroyed.values()).containsExactly("other");
	}

	@Test
	void closeFromADestructorOnTheReaperShouldNotWaitForItself() throws Exception {
		ShadowRegistry registry = registry(LONG);
		List<Thread> reaper = new ArrayList<>();
		CountDownLatch closed = new CountDownLatch(1);
		ShadowVariable<Object, Object> closing = registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor((parent, value, cause) -> {
				reaper.add(Thread.currentThread());
				registry.close();
				closed.countDown();
			}).build());
		register(registry).alloc(this.other, (same) -> "other");
		closing.alloc(new Parent(), (same) -> "garbage");
		GarbageCollection.runUntil(() -> assertThat(closed.getCount()).isZero());
		assertThat(this.destroyed.values()).containsExactly("other");
		reaper.get(0).join(Race.DEADLINE.toMillis());
		assertThat(reaper.get(0).isAlive()).isFalse();
	}

	@Test
	void closeWhenInterruptedShouldWaitForTheReapersEndAndKeepTheInterrupt() throws Exception {
		ShadowRegistry registry = registry(LONG);
		AtomicReference<Thread> reaper = new AtomicReference<>();
		registry.register(ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> {
			reaper.set(Thread.currentThread());
			this.slow.apply(value);
		}).build()).alloc(new Parent(), (same) -> "garbage");
		GarbageCollection.runUntil(() -> assertThat(this.slow.wasCalled()).isTrue());
		Race.Running<Boolean> closing = Race.start(() -> {
			Thread.currentThread().interrupt();
			registry.close();
			return Thread.interrupted() && !Objects.requireNonNull(reaper.get()).isAlive();
		}).awaitIdle();
		assertThat(closing.future()).isNotDone();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
	}

	@Test
	void closeFromATraversalShouldNotHang() {
		ShadowRegistry registry = registry(LONG);
		ShadowVariable<Object, Object> variable = register(registry);
		variable.alloc(this.parent, (same) -> "a");
		variable.alloc(this.other, (same) -> "other");
		List<Object> seen = new ArrayList<>();
		variable.forEach((parent, value) -> {
			seen.add(value);
			registry.close();
		});
		assertThat(seen).hasSize(1);
		assertThat(this.destroyed.values()).containsExactlyInAnyOrder("a", "other");
	}

	@Test
	void closeFromAFailureHandlerShouldNotHang() {
		List<ShadowRegistry> self = new ArrayList<>();
		ShadowRegistry registry = ShadowRegistry.builder()
			.closeTimeout(LONG)
			.failureHandler((failure) -> self.get(0).close())
			.build();
		self.add(registry);
		registry.alloc(this.parent, 1, (same) -> "a");
		assertThat(registry.free(this.parent, 1, (parent, value, cause) -> {
			throw new IllegalStateException("broken");
		})).isTrue();
		assertThat(registry.isClosed()).isTrue();
	}

	private ShadowRegistry registry(Duration closeTimeout) {
		return ShadowRegistry.builder().closeTimeout(closeTimeout).build();
	}

	private ShadowVariable<Object, Object> register(ShadowRegistry registry) {
		return registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).destructor(this.destroyed).build());
	}

	private static Race.Running<Boolean> startClosing(ShadowRegistry registry) {
		Race.Running<Boolean> closing = Race.start(() -> {
			registry.close();
			return true;
		});
		Awaitility.await().atMost(Race.DEADLINE).pollInterval(Duration.ofMillis(2)).until(registry::isClosed);
		return closing;
	}

}
