package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
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

	private final Object parent = new Parent();

	private final SlowCallback slow = new SlowCallback("slow");

	@AfterEach
	void close() {
		this.slow.proceed();
		this.registry.close();
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void getOrAllocWhenManyThreadsRaceShouldConstructOnceAndShowAllTheSame(ThreadFactory threads) throws Exception {
		for (int round = 0; round < 200; round++) {
			Object contended = new Parent();
			AtomicInteger constructed = new AtomicInteger();
			List<Object> values = Race.run(threads, 8, (index) -> this.variable.getOrAlloc(contended, (parent) -> {
				constructed.incrementAndGet();
				Thread.onSpinWait();
				return new Parent();
			}));
			assertThat(constructed).hasValue(1);
			assertThat(values).allMatch((value) -> value == values.get(0));
		}
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void allocWhenManyThreadsRaceShouldSucceedOnce(ThreadFactory threads) throws Exception {
		for (int round = 0; round < 100; round++) {
			Object contended = new Parent();
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
		Race.Running<Object> winner = this.slow.start(threads, () -> this.variable.getOrAlloc(this.parent, this.slow));
		Race.Running<Object> loser = Race
			.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> "second"))
			.awaitIdle();
		assertThat(loser.future()).isNotDone();
		this.slow.proceed();
		assertThat(loser.result()).isEqualTo("slow").isSameAs(winner.result());
	}

	@Test
	void allocWhenAnotherThreadConstructsShouldWaitAndThenBeADuplicate() throws Exception {
		Race.Running<Object> winner = this.slow.start(() -> this.variable.alloc(this.parent, this.slow));
		Race.Running<Object> loser = Race.start(() -> this.variable.alloc(this.parent, (parent) -> "second"))
			.awaitIdle();
		assertThat(loser.future()).isNotDone();
		this.slow.proceed();
		assertThatThrownBy(loser::result).hasCauseExactlyInstanceOf(DuplicateShadowException.class)
			.hasMessageContaining("0x1 (ps-lock)");
		assertThat(winner.result()).isEqualTo("slow");
	}

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void getOrAllocWhenTheConstructorWaitedForThrowsShouldTryItself(ThreadFactory threads) throws Exception {
		RuntimeException failure = new RuntimeException("first fails");
		Race.Running<Object> first = this.slow.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> {
			this.slow.apply(parent);
			throw failure;
		}));
		AtomicInteger constructed = new AtomicInteger();
		List<Race.Running<Object>> waiters = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiters.add(Race.start(threads, () -> this.variable.getOrAlloc(this.parent, (parent) -> {
				constructed.incrementAndGet();
				return "next";
			})));
		}
		waiters.forEach(Race.Running::awaitIdle);
		this.slow.proceed();
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
	void getOrAllocWhenTheIdIsLeftMeanwhileShouldNotWaitForTheDestructor() throws Exception {
		SlowCallback destructor = new SlowCallback("destroyed");
		ShadowVariable<Object, Object> left = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).onFree(destructor::apply).build());
		Race.Running<Object> constructor = this.slow.start(() -> left.alloc(this.parent, this.slow));
		Race.Running<Object> waiter = Race.start(() -> left.getOrAlloc(this.parent, (parent) -> "second")).awaitIdle();
		left.close();
		this.slow.proceed();
		try {
			assertThatThrownBy(waiter::result).hasCauseExactlyInstanceOf(IllegalStateException.class)
				.hasMessageContaining("0x2");
			assertThat(constructor.future()).isNotDone();
		}
		finally {
			destructor.proceed();
		}
		assertThatThrownBy(constructor::result).hasCauseExactlyInstanceOf(IllegalStateException.class);
	}

	@Test
	void getWhenAnotherThreadConstructsShouldAnswerNullAtOnce() throws Exception {
		Race.Running<Object> constructor = this.slow.start(() -> this.variable.alloc(this.parent, this.slow));
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.variable.free(this.parent)).isFalse();
		assertThat(this.variable.count()).isZero();
		this.slow.proceed();
		assertThat(constructor.result()).isEqualTo("slow");
	}

	@Test
	@SuppressWarnings("Interruption")
	void getOrAllocWhenInterruptedWhileWaitingShouldThrowAndStayInterrupted() throws Exception {
		Race.Running<Object> constructor = this.slow.start(() -> this.variable.alloc(this.parent, this.slow));
		Race.Running<Boolean> waiter = Race.start(() -> {
			assertThatThrownBy(() -> this.variable.getOrAlloc(this.parent, (parent) -> "second"))
				.isExactlyInstanceOf(IllegalStateException.class)
				.hasMessageStartingWith("Interrupted while another thread constructs")
				.hasMessageContaining("0x1 (ps-lock)");
			return Thread.currentThread().isInterrupted();
		}).awaitIdle();
		waiter.thread().interrupt();
		assertThat(waiter.result()).isTrue();
		this.slow.proceed();
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
		waiters.add(this.slow.start(threads, () -> this.variable.getOrAlloc(this.parent, this.slow)));
		for (int i = 0; i < 300; i++) {
			waiters.add(Race.start(threads, () -> this.variable.getOrAlloc(this.parent, this.slow)));
		}
		waiters.forEach(Race.Running::awaitIdle);
		Race.Running<Boolean> last = Race.start(threads, () -> {
			this.slow.proceed();
			return true;
		});
		assertThat(last.result()).isTrue();
		for (Race.Running<Object> waiter : waiters) {
			assertThat(waiter.result()).isEqualTo("slow");
		}
	}

}
