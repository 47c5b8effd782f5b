package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every constructed value is destroyed, even if calls race with closing.
 */
@Timeout(60)
class ClosingRaceTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowRegistry registry = ShadowRegistry.builder().closeTimeout(Duration.ofSeconds(2)).build();

	private final ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
		.id(1)
		.destructor(this.destroyed)
		.build();

	private final Queue<Object> constructed = new ConcurrentLinkedQueue<>();

	@RepeatedTest(50)
	void closeThatRacesWithAllocShouldDestroyAllThatWasConstructedOnce() throws Exception {
		ShadowVariable<Object, Object> variable = this.registry.register(this.type);
		CountDownLatch warm = new CountDownLatch(3);
		List<List<Object>> parents = Race.run(4, (index) -> {
			if (index == 0) {
				warm.await();
				this.registry.close();
				return List.of();
			}
			return allocUntilClosed(variable, warm);
		});
		assertThat(parents.stream().flatMap(List::stream)).noneMatch(variable::has);
		assertEachDestroyedOnce();
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.CLOSED);
	}

	@RepeatedTest(50)
	void closeOfTheHandleThatRacesWithAllocShouldDestroyAllThatWasConstructedOnce() throws Exception {
		ShadowVariable<Object, Object> variable = this.registry.register(this.type);
		CountDownLatch warm = new CountDownLatch(3);
		List<List<Object>> parents = Race.run(4, (index) -> {
			if (index == 0) {
				warm.await();
				variable.close();
				return List.of();
			}
			return allocUntilClosed(variable, warm);
		});
		assertThat(parents.stream().flatMap(List::stream)).noneMatch(variable::has);
		assertEachDestroyedOnce();
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.UNREGISTERED);
		this.registry.close();
	}

	@RepeatedTest(50)
	void closeThatRacesWithRegisterAndAllocShouldLeaveNothing() throws Exception {
		Race.run(4, (index) -> {
			if (index == 0) {
				this.registry.close();
				return index;
			}
			for (int i = 0; i < 1_000; i++) {
				try {
					this.registry.register(this.type).alloc(new Parent(), this::construct);
				}
				catch (RegistryClosedException ex) {
					break;
				}
			}
			return index;
		});
		assertEachDestroyedOnce();
	}

	@RepeatedTest(50)
	void closesThatRaceShouldDestroyOnceAndAllHaveNothingLeftWhenTheyReturn() throws Exception {
		ShadowVariable<Object, Object> variable = this.registry.register(this.type);
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Object parent = new Parent();
			parents.add(parent);
			variable.alloc(parent, this::construct);
		}
		Race.run(4, (index) -> {
			this.registry.close();
			return index;
		});
		assertThat(parents).noneMatch(variable::has);
		assertEachDestroyedOnce();
	}

	@RepeatedTest(3)
	void closesFromTwoCallbacksAtOnceShouldNotHang() throws Exception {
		ShadowVariable<Object, Object> variable = this.registry.register(this.type);
		CyclicBarrier inside = new CyclicBarrier(2);
		Race.run(2, (index) -> {
			try {
				return variable.alloc(new Parent(), (same) -> {
					meet(inside);
					this.registry.close();
					return construct(same);
				});
			}
			catch (RegistryClosedException ex) {
				return ex;
			}
		});
		assertEachDestroyedOnce();
		assertThat(this.constructed).hasSize(2);
	}

	private List<Object> allocUntilClosed(ShadowVariable<Object, Object> variable, CountDownLatch warm) {
		List<Object> parents = new ArrayList<>();
		while (true) {
			Object parent = new Parent();
			parents.add(parent);
			try {
				variable.alloc(parent, this::construct);
			}
			catch (IllegalStateException ex) {
				assertThat(ex).isNotInstanceOf(DuplicateShadowException.class).hasMessageContaining("closed");
				return parents;
			}
			if (parents.size() == 100) {
				warm.countDown();
			}
		}
	}

	private Object construct(Object parent) {
		Object value = new Parent();
		this.constructed.add(value);
		return value;
	}

	private void assertEachDestroyedOnce() {
		List<Object> values = this.destroyed.values();
		assertThat(values).hasSameSizeAs(this.constructed);
		assertThat(Set.copyOf(values)).hasSameSizeAs(values).isEqualTo(Set.copyOf(this.constructed));
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
