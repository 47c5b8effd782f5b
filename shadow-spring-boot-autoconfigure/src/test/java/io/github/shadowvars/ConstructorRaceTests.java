package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ConstructorRaceTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").build());

	private final Object parent = new Object();

	private final CountDownLatch constructing = new CountDownLatch(1);

	private final CountDownLatch proceed = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.proceed.countDown();
		this.registry.close();
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void getOrAllocWhenManyThreadsRaceShouldConstructOnceAndShowAllTheSame(ThreadFactory threads) throws Exception {
		for (int round = 0; round < 200; round++) {
			Object contended = new Object();
			AtomicInteger constructed = new AtomicInteger();
			List<Object> values = Race.run(threads, 8, (index) -> this.variable.getOrAlloc(contended, (parent) -> {
				constructed.incrementAndGet();
				Thread.onSpinWait();
				return new Object();
			}));
			assertThat(constructed).hasValue(1);
			assertThat(values).allMatch((value) -> value == values.get(0));
		}
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void allocWhenManyThreadsRaceShouldSucceedOnce(ThreadFactory threads) throws Exception {
		for (int round = 0; round < 100; round++) {
			Object contended = new Object();
			AtomicInteger constructed = new AtomicInteger();
			List<Boolean> succeeded = Race.run(threads, 8, (index) -> {
				try {
					this.variable.alloc(contended, (parent) -> constructed.incrementAndGet());
					return true;
				}
				catch (DuplicateShadowException ex) {
					return false;
				}
			});
			assertThat(constructed).hasValue(1);
			assertThat(succeeded).filteredOn(Boolean::booleanValue).hasSize(1);
		}
		assertThat(this.variable.stats().duplicates()).isEqualTo(700);
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void getOrAllocWhenAnotherThreadConstructsShouldWaitForItsValue(ThreadFactory threads) throws Exception {
		Race.Running<Object> winner = Race.start(threads, () -> this.variable.getOrAlloc(this.parent, this::slow));
		this.constructing.await();
		Race.Running<Object> loser = Race
			.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> "second"))
			.awaitIdle();
		assertThat(loser.future()).isNotDone();
		this.proceed.countDown();
		assertThat(loser.result()).isEqualTo("slow").isSameAs(winner.result());
	}

	@Test
	void allocWhenAnotherThreadConstructsShouldWaitAndThenBeADuplicate() throws Exception {
		Race.Running<Object> winner = Race.start(() -> this.variable.alloc(this.parent, this::slow));
		this.constructing.await();
		Race.Running<Object> loser = Race.start(() -> this.variable.alloc(this.parent, (parent) -> "second"))
			.awaitIdle();
		assertThat(loser.future()).isNotDone();
		this.proceed.countDown();
		assertThatThrownBy(loser::result).hasCauseExactlyInstanceOf(DuplicateShadowException.class)
			.hasMessageContaining("0x1 (ps-lock)");
		assertThat(winner.result()).isEqualTo("slow");
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void getOrAllocWhenTheConstructorWaitedForThrowsShouldTryItself(ThreadFactory threads) throws Exception {
		RuntimeException failure = new RuntimeException("first fails");
		Race.Running<Object> first = Race.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> {
			slow(parent);
			throw failure;
		}));
		this.constructing.await();
		AtomicInteger constructed = new AtomicInteger();
		List<Race.Running<Object>> waiters = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiters.add(Race.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> {
				constructed.incrementAndGet();
				return "next";
			})));
		}
		waiters.forEach(Race.Running::awaitIdle);
		this.proceed.countDown();
		assertThatThrownBy(first::result).cause().isSameAs(failure);
		for (Race.Running<Object> waiter : waiters) {
			assertThat(waiter.result()).isEqualTo("next");
		}
		assertThat(constructed).hasValue(1);
	}

	@Test
	void getOrAllocWhenEveryConstructorThrowsShouldGiveEachCallerItsOwnException() throws Exception {
		List<Boolean> own = Race.run(8, (index) -> {
			RuntimeException failure = new RuntimeException("failure " + index);
			try {
				this.variable.getOrAlloc(this.parent, ConstructorTests.throwing(failure));
				return false;
			}
			catch (RuntimeException ex) {
				return ex == failure;
			}
		});
		assertThat(own).containsOnly(true);
		assertThat(this.variable.stats().constructorFailures()).isEqualTo(8);
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void getWhenAnotherThreadConstructsShouldAnswerNullAtOnce() throws Exception {
		Race.Running<Object> constructor = Race.start(() -> this.variable.alloc(this.parent, this::slow));
		this.constructing.await();
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.variable.free(this.parent)).isFalse();
		assertThat(this.variable.count()).isZero();
		this.proceed.countDown();
		assertThat(constructor.result()).isEqualTo("slow");
	}

	@Test
	@SuppressWarnings("Interruption")
	void getOrAllocWhenInterruptedWhileWaitingShouldThrowAndStayInterrupted() throws Exception {
		Race.Running<Object> constructor = Race.start(() -> this.variable.alloc(this.parent, this::slow));
		this.constructing.await();
		Race.Running<Boolean> waiter = Race.start(() -> {
			assertThatThrownBy(() -> this.variable.getOrAlloc(this.parent, (parent) -> "second"))
				.isExactlyInstanceOf(IllegalStateException.class)
				.hasMessageStartingWith("Interrupted while another thread constructs")
				.hasMessageContaining("0x1 (ps-lock)");
			return Thread.currentThread().isInterrupted();
		}).awaitIdle();
		waiter.thread().interrupt();
		assertThat(waiter.result()).isTrue();
		this.proceed.countDown();
		assertThat(constructor.result()).isEqualTo("slow");
		assertThat(this.variable.get(this.parent)).isEqualTo("slow");
	}

	@Test
	void getOrAllocWhenInterruptedButNothingToWaitForShouldWork() throws Exception {
		Race.Running<Object> interrupted = Race.start(() -> {
			Thread.currentThread().interrupt();
			Object value = this.variable.getOrAlloc(this.parent, (parent) -> "value");
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return value;
		});
		assertThat(interrupted.result()).isEqualTo("value");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void getOrAllocWhenManyVirtualThreadsWaitShouldPinNone() throws Exception {
		ThreadFactory threads = Race.virtual();
		List<Race.Running<Object>> waiters = new ArrayList<>();
		waiters.add(Race.start(threads, () -> this.variable.getOrAlloc(this.parent, this::slow)));
		this.constructing.await();
		for (int i = 0; i < 300; i++) {
			waiters.add(Race.start(threads, () -> this.variable.getOrAlloc(this.parent, this::slow)));
		}
		waiters.forEach(Race.Running::awaitIdle);
		Race.Running<Boolean> last = Race.start(threads, () -> {
			this.proceed.countDown();
			return true;
		});
		assertThat(last.result()).isTrue();
		for (Race.Running<Object> waiter : waiters) {
			assertThat(waiter.result()).isEqualTo("slow");
		}
	}

	private Object slow(Object parent) {
		this.constructing.countDown();
		try {
			this.proceed.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return "slow";
	}

}
