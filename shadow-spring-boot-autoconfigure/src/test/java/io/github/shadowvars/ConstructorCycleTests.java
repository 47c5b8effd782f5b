package io.github.shadowvars;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ConstructorCycleTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowRegistry other = ShadowRegistry.create();

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
		this.other.close();
	}

	@Test
	void allocWhenTheConstructorAllocsTheSamePairShouldThrow() {
		assertThatThrownBy(() -> this.registry.alloc(this.parent, 1,
				(parent) -> this.registry.alloc(parent, 1, (same) -> "inner")))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1")
			.hasMessageContaining(HostileParent.shown(this.parent));
		assertThat(this.registry.get(this.parent, 1)).isNull();
	}

	@Test
	void getOrAllocWhenTheConstructorAsksForTheSamePairDeepInsideShouldThrow() {
		assertThatThrownBy(() -> this.registry.getOrAlloc(this.parent, 1, (p1) -> this.registry.getOrAlloc(p1, 2,
				(p2) -> this.registry.getOrAlloc(p2, 3, (p3) -> this.registry.getOrAlloc(p3, 1, (p4) -> "inner")))))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1");
		assertThat(this.registry.variables()).allMatch((variable) -> variable.count() == 0);
	}

	/**
	 * On a thread of its own: where the constructor is not found, it asks for ever.
	 */
	@Test
	void getOrAllocWhenTheTableTurnedLargeAndSmallMeanwhileShouldThrow() throws Exception {
		// One that moves: the first stripe stays
		Object moving = Stream.generate(Object::new)
			.filter((one) -> Hash.bin(Hash.of(one), ShadowTable.STRIPES) > 0)
			.findFirst()
			.orElseThrow();
		Race.Running<Object> outer = Race.start(() -> this.registry.alloc(moving, 1, (parent) -> {
			List<Object> others = Stream.generate(Object::new).limit(10_000).toList();
			others.forEach((one) -> this.registry.alloc(one, 1, (same) -> "other"));
			assertThatIllegalStateException().isThrownBy(() -> this.registry.getOrAlloc(parent, 1, (same) -> "inner"));
			others.forEach((one) -> this.registry.free(one, 1));
			assertThatIllegalStateException().isThrownBy(() -> this.registry.getOrAlloc(parent, 1, (same) -> "inner"));
			return "outer";
		}));
		assertThat(outer.result()).isEqualTo("outer");
	}

	/**
	 * On a thread of its own: where the constructor is not found, it asks for ever.
	 */
	@Test
	void getOrAllocWhenMoreRanAtOnceBeforeShouldThrow() throws Exception {
		Race.Running<Object> all = Race.start(() -> {
			nest(10);
			for (int i = 0; i < 10; i++) {
				this.registry.alloc(new Parent(), 1, (parent) -> {
					assertThatIllegalStateException()
						.isThrownBy(() -> this.registry.getOrAlloc(parent, 1, (same) -> "inner"));
					return "outer";
				});
			}
			return "done";
		});
		assertThat(all.result()).isEqualTo("done");
	}

	private Object nest(int depth) {
		return (depth > 0) ? this.registry.alloc(new Parent(), 1, (parent) -> nest(depth - 1)) : "innermost";
	}

	@Test
	void allocWhenTheConstructorSurvivesAskingForTheSamePairShouldAttach() {
		this.registry.alloc(this.parent, 1, (parent) -> {
			assertThatThrownBy(() -> this.registry.getOrAlloc(parent, 1, (same) -> "inner"))
				.isExactlyInstanceOf(IllegalStateException.class);
			return "outer";
		});
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("outer");
	}

	@RepeatedTest(20)
	void getOrAllocWhenTwoConstructorsAskForEachOtherShouldFailOneAndLetTheOtherSucceed() throws Exception {
		CyclicBarrier inside = new CyclicBarrier(2);
		List<Object> outcomes = Race.run(2, (index) -> outcome(this.registry, 1 + index, (parent) -> {
			meet(inside);
			return this.registry.getOrAlloc(parent, 2 - index, (same) -> "inner") + " and outer";
		}));
		assertOneFailed(outcomes);
	}

	@RepeatedTest(20)
	void allocWhenTwoConstructorsAskForEachOtherShouldFailOneAndLetTheOtherSucceed() throws Exception {
		CyclicBarrier inside = new CyclicBarrier(2);
		List<Object> outcomes = Race.run(2, (index) -> outcome(this.registry, 1 + index, (parent) -> {
			meet(inside);
			return this.registry.alloc(parent, 2 - index, (same) -> "inner") + " and outer";
		}));
		assertOneFailed(outcomes);
	}

	@RepeatedTest(20)
	void getOrAllocWhenThreeConstructorsAskInACircleShouldNotHang() throws Exception {
		CyclicBarrier inside = new CyclicBarrier(3);
		List<Object> outcomes = Race.run(3, (index) -> outcome(this.registry, 1 + index, (parent) -> {
			meet(inside);
			return this.registry.getOrAlloc(parent, 1 + (index + 1) % 3, (same) -> "inner") + " and outer";
		}));
		assertThat(outcomes).filteredOn(IllegalStateException.class::isInstance).isNotEmpty();
		assertThat(outcomes).contains("inner and outer");
	}

	@Test
	void getOrAllocWhenConstructorsOfTwoRegistriesAskForEachOtherShouldFailOneAndLetTheOtherSucceed() throws Exception {
		CyclicBarrier inside = new CyclicBarrier(2);
		List<Object> outcomes = Race.run(2, (index) -> {
			ShadowRegistry mine = (index != 0) ? this.registry : this.other;
			ShadowRegistry theirs = (index != 0) ? this.other : this.registry;
			return outcome(mine, 1, (parent) -> {
				meet(inside);
				return theirs.getOrAlloc(parent, 1, (same) -> "inner") + " and outer";
			});
		});
		assertOneFailed(outcomes);
	}

	@Test
	void getOrAllocWhenConstructorsNeedOtherPairsOfEachOthersRegistryShouldSucceed() throws Exception {
		CyclicBarrier inside = new CyclicBarrier(2);
		List<Object> outcomes = Race.run(2, (index) -> {
			ShadowRegistry mine = (index != 0) ? this.registry : this.other;
			ShadowRegistry theirs = (index != 0) ? this.other : this.registry;
			return outcome(mine, 1, (parent) -> {
				meet(inside);
				return theirs.getOrAlloc(parent, 2, (same) -> "inner") + " and outer";
			});
		});
		assertThat(outcomes).containsOnly("inner and outer");
	}

	@Test
	void getOrAllocWhenAConstructorWaitsForOneThatDoesNotWaitBackShouldSucceed() throws Exception {
		SlowCallback slow = new SlowCallback("first");
		Race.Running<Object> first = slow.start(() -> this.registry.alloc(this.parent, 1, slow));
		Race.Running<Object> second = Race
			.start(() -> this.registry.alloc(this.parent, 2,
					(parent) -> this.registry.getOrAlloc(parent, 1, (same) -> "inner") + " and second"))
			.awaitIdle();
		slow.proceed();
		assertThat(second.result()).isEqualTo("first and second");
		assertThat(first.result()).isEqualTo("first");
	}

	private Object outcome(ShadowRegistry registry, long id, Function<Object, Object> constructor) {
		try {
			return registry.getOrAlloc(this.parent, id, constructor);
		}
		catch (IllegalStateException ex) {
			return ex;
		}
	}

	private void assertOneFailed(List<Object> outcomes) {
		assertThat(outcomes).filteredOn(IllegalStateException.class::isInstance)
			.singleElement()
			.isExactlyInstanceOf(IllegalStateException.class)
			.extracting(Object::toString)
			.asString()
			.contains(HostileParent.shown(this.parent));
		assertThat(outcomes).contains("inner and outer");
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
