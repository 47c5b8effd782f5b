package io.github.shadowvars;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for constructors and destructors that fail in every way, and for threads that end
 * while they wait for one.
 */
@Timeout(120)
class CallbackFaultTests {

	private final List<ShadowFailure> failures = new CopyOnWriteArrayList<>();

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler(this.failures::add).build();

	private final Object parent = new Parent();

	private final SlowCallback slow = new SlowCallback("slow");

	@AfterEach
	void close() {
		this.slow.proceed();
		this.registry.close();
	}

	static Stream<Named<Throwable>> throwables() {
		return Stream
			.of(new IOException("checked"), new InterruptedException("interrupted"),
					new IllegalStateException("unchecked"), new AssertionError("error"), overflow(),
					new OutOfMemoryError("thrown"), new ThreadDeath(), new Throwable("of no kind"))
			.map((throwable) -> Named.of(throwable.getClass().getSimpleName(), throwable));
	}

	private static StackOverflowError overflow() {
		return (StackOverflowError) catchThrowable(CallbackFaultTests::recurse);
	}

	@SuppressWarnings("InfiniteRecursion")
	private static void recurse() {
		recurse();
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void getOrAllocWhenTheConstructorThrowsShouldThrowThatAndLetThoseWhoWaitTry(Throwable throwable) throws Exception {
		ShadowVariable<Object, Object> variable = register(1);
		Race.Running<Throwable> first = this.slow
			.start(() -> catchThrowable(() -> variable.getOrAlloc(this.parent, (same) -> {
				this.slow.apply(same);
				return sneakyThrow(throwable);
			})));
		Race.Running<Object> second = Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "second"))
			.awaitIdle();
		this.slow.proceed();
		assertThat(first.result()).isSameAs(throwable);
		assertThat(second.result()).isEqualTo("second");
		assertThat(variable.stats()).returns(1L, ShadowStats::constructorFailures)
			.returns(1L, ShadowStats::allocated)
			.returns(1L, ShadowStats::live);
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void freeAllWhenDestructorsThrowShouldReportEachAndRunTheOthers(Throwable throwable) {
		ShadowVariable<Object, Object> variable = register(1, throwable);
		List<Object> parents = alloc(variable, 20);
		assertThat(variable.freeAll()).isEqualTo(20);
		// An interrupted destructor leaves the interrupt status set.
		assertThat(Thread.interrupted()).isEqualTo(throwable instanceof InterruptedException);
		assertThat(this.destroyed.values()).hasSize(20).doesNotHaveDuplicates();
		assertThat(this.failures).hasSize(20).allMatch((failure) -> failure.exception() == throwable);
		assertThat(variable.stats().destructorFailures()).isEqualTo(20);
		assertThat(parents).noneMatch(variable::has);
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void collectionWhenDestructorsThrowShouldNotEndTheReaper(Throwable throwable) {
		ShadowVariable<Object, Object> variable = register(1, throwable);
		for (int round = 1; round <= 2; round++) {
			int expected = 10 * round;
			alloc(variable, 10);
			GarbageCollection.runUntil(() -> assertThat(this.destroyed.values()).hasSize(expected));
		}
		assertThat(Set.copyOf(this.destroyed.causes())).containsExactly(FreeCause.PARENT_COLLECTED);
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void closeWhenDestructorsThrowShouldDestroyAll(Throwable throwable) {
		ShadowVariable<Object, Object> variable = register(1, throwable);
		ShadowVariable<Object, Object> other = register(2, throwable);
		List<Object> parents = alloc(variable, 10);
		parents.addAll(alloc(other, 10));
		this.registry.close();
		assertThat(Thread.interrupted()).isEqualTo(throwable instanceof InterruptedException);
		assertThat(this.destroyed.values()).hasSize(parents.size());
		assertThat(this.failures).hasSize(parents.size());
		assertThat(variable.count() + other.count()).isZero();
	}

	@Test
	void constructorThatInterruptsItsThreadShouldAttachAndLeaveTheFlag() {
		ShadowVariable<Object, Object> variable = register(1);
		assertThat(variable.alloc(this.parent, (same) -> {
			Thread.currentThread().interrupt();
			return "value";
		})).isEqualTo("value");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(variable.get(this.parent)).isEqualTo("value");
	}

	@Test
	void destructorThatInterruptsItsThreadShouldLeaveTheOthersTheirTurn() {
		ShadowVariable<Object, Object> variable = register(1);
		List<Object> parents = alloc(variable, 20);
		List<Object> seen = new ArrayList<>();
		assertThat(this.registry.freeAll(1, (parent, value, cause) -> {
			Thread.currentThread().interrupt();
			seen.add(value);
		})).isEqualTo(parents.size());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(seen).hasSize(parents.size());
		assertThat(this.failures).isEmpty();
	}

	@Test
	void callbacksThatWaitForThreadsWhichUseTheRegistryShouldNotHang() {
		ShadowVariable<Object, Object> variable = register(1);
		List<Object> others = alloc(variable, 100);
		variable.alloc(this.parent, (same) -> onAnotherThread(() -> {
			others.forEach(variable::free);
			return variable.alloc(new Parent(), (another) -> "inner");
		}));
		this.registry.free(this.parent, 1, (parent, value, cause) -> onAnotherThread(() -> {
			alloc(variable, 100);
			this.registry.freeParent(this.parent);
			return variable.getOrAlloc(this.parent, (same) -> "again");
		}));
		assertThat(variable.get(this.parent)).isEqualTo("again");
		assertThat(this.failures).isEmpty();
	}

	@Test
	@SuppressWarnings("Interruption")
	void interruptOfOneWhoWaitsShouldLeaveTheOthersWaiting() throws Exception {
		ShadowVariable<Object, Object> variable = register(1);
		Race.Running<Object> constructor = constructor(variable);
		Race.Running<Object> interrupted = waiter(variable);
		List<Race.Running<Object>> others = List.of(waiter(variable), waiter(variable), waiter(variable));
		interrupted.thread().interrupt();
		assertThatThrownBy(interrupted::result).hasCauseExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("Interrupted while another thread constructs shadow 0x1");
		assertThat(others).noneMatch((other) -> other.future().isDone());
		this.slow.proceed();
		for (Race.Running<Object> other : others) {
			assertThat(other.result()).isEqualTo("slow").isSameAs(constructor.result());
		}
	}

	/**
	 * Later JDKs cannot stop a thread.
	 */
	@Test
	@EnabledForJreRange(max = JRE.JAVA_19)
	@SuppressWarnings("deprecation")
	void stopOfOneWhoConstructsShouldLetThoseWhoWaitTry() throws Exception {
		ShadowVariable<Object, Object> variable = register(1);
		Race.Running<Object> constructor = constructor(variable);
		Race.Running<Object> other = waiter(variable);
		constructor.thread().stop();
		assertThatThrownBy(constructor::result).hasCauseExactlyInstanceOf(ThreadDeath.class);
		assertThat(other.result()).isEqualTo("waited");
		assertThat(variable.count()).isOne();
	}

	@Test
	void constructorsThatNestUntilTheStackEndsShouldLockNobodyOut() throws Exception {
		assertThat(ForkedJvm.run(List.of("-Xint"), StackEndProgram.class)).contains(StackEndProgram.DONE);
	}

	@Test
	void freeAndForEachWhenTheStackEndsShouldLoseNoValue() throws Exception {
		assertThat(ForkedJvm.run(List.of("-Xint"), StackEndVisitProgram.class)).contains(StackEndVisitProgram.DONE);
	}

	private ShadowVariable<Object, Object> register(long id) {
		return this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(id).destructor(this.destroyed).build());
	}

	private ShadowVariable<Object, Object> register(long id, Throwable throwable) {
		return this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(id).destructor((parent, value, cause) -> {
				this.destroyed.destroy(parent, value, cause);
				sneakyThrow(throwable);
			}).build());
	}

	private static List<Object> alloc(ShadowVariable<Object, Object> variable, int number) {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Object parent = new Parent();
			parents.add(parent);
			variable.alloc(parent, (same) -> new Parent());
		}
		return parents;
	}

	private Race.Running<Object> constructor(ShadowVariable<Object, Object> variable) throws InterruptedException {
		return this.slow.start(() -> variable.alloc(this.parent, this.slow));
	}

	private Race.Running<Object> waiter(ShadowVariable<Object, Object> variable) {
		return Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "waited")).awaitIdle();
	}

	private static Object onAnotherThread(Callable<Object> task) {
		try {
			return Race.start(task).result();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <R, T extends Throwable> R sneakyThrow(Throwable throwable) throws T {
		throw (T) throwable;
	}

}
