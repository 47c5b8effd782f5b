package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for calls while the constructor of one pair is blocked.
 */
@Timeout(60)
class SlowConstructorTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
		.id(1)
		.name("slow")
		.destructor(this.destroyed)
		.build();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> variable = this.registry.register(this.type);

	private final Object parent = new Parent();

	private final List<Object> others = new ArrayList<>();

	private final SlowCallback slow = new SlowCallback("slow");

	private Race.Running<Object> constructor = Race.start(() -> "not started");

	@BeforeEach
	void construct() throws InterruptedException {
		this.constructor = this.slow.start(() -> this.variable.alloc(this.parent, this.slow));
	}

	@AfterEach
	void close() {
		this.slow.proceed();
		this.registry.close();
	}

	@Test
	void allocOnOtherParentsShouldGrowTheTableMeanwhile() throws Exception {
		allocOthers(50_000);
		assertThat(this.variable.count()).isEqualTo(50_000);
		finish();
		assertThat(this.variable.get(this.parent)).isEqualTo("slow");
		for (int i = 0; i < this.others.size(); i++) {
			assertThat(this.variable.get(this.others.get(i))).isEqualTo(i);
		}
		assertThat(this.variable.count()).isEqualTo(50_001);
	}

	@Test
	void freeOfOtherParentsShouldShrinkTheTableMeanwhile() throws Exception {
		allocOthers(50_000);
		this.others.forEach((other) -> assertThat(this.variable.free(other)).isTrue());
		finish();
		assertThat(this.variable.get(this.parent)).isEqualTo("slow");
		assertThat(this.variable.count()).isEqualTo(1);
	}

	@Test
	void freeAllShouldFreeTheOthersAndLeaveWhatIsAttachedLater() throws Exception {
		allocOthers(1_000);
		assertThat(this.variable.freeAll()).isEqualTo(1_000);
		assertThat(this.variable.count()).isZero();
		finish();
		assertThat(this.variable.get(this.parent)).isEqualTo("slow");
		assertThat(this.variable.free(this.parent)).isTrue();
		assertThat(this.destroyed.values()).hasSize(1_001).containsOnlyOnce("slow");
	}

	@Test
	void freeParentShouldFreeItsOtherIds() throws Exception {
		this.registry.alloc(this.parent, 2, (parent) -> "other id");
		assertThat(this.registry.freeParent(this.parent)).isEqualTo(1);
		finish();
		assertThat(this.variable.get(this.parent)).isEqualTo("slow");
	}

	@Test
	void otherIdsOfTheSameParentShouldNotWait() {
		assertThat(this.registry.alloc(this.parent, 2, (parent) -> "other id")).isEqualTo("other id");
		assertThat(this.registry.get(this.parent, 2)).isEqualTo("other id");
		assertThat(this.registry.free(this.parent, 2)).isTrue();
	}

	@Test
	void forEachAndStatsShouldNotWait() {
		allocOthers(10);
		List<Object> seen = new ArrayList<>();
		this.variable.forEach((parent, value) -> seen.add(value));
		assertThat(seen).hasSize(10).doesNotContain("slow");
		assertThat(this.variable.stats().live()).isEqualTo(10);
		assertThat(this.variable.stats().allocated()).isEqualTo(10);
	}

	@Test
	void collectionOfOtherParentsShouldNotWait() throws Exception {
		allocOthers(1_000);
		this.others.clear();
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(1_000));
		finish();
		assertThat(this.variable.count()).isEqualTo(1);
	}

	@Test
	void closeOfTheHandleShouldDestroyTheValueExactlyOnceAndLeaveNothing() throws Exception {
		Race.Running<Boolean> closing = closeTheHandle();
		this.slow.proceed();
		assertThat(closing.result()).isTrue();
		this.constructor.thread().join();
		assertThat(this.destroyed.values()).containsExactly("slow");
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.UNREGISTERED);
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.registry.find(1)).isNull();
	}

	@Test
	void registerAfterCloseOfTheHandleShouldStartEmptyAndNotWait() throws Exception {
		Race.Running<Boolean> closing = closeTheHandle();
		try (ShadowVariable<Object, Object> next = this.registry.register(this.type)) {
			assertThat(next.getOrAlloc(this.parent, (parent) -> "next")).isEqualTo("next");
			this.slow.proceed();
			this.constructor.thread().join();
			assertThat(closing.result()).isTrue();
			assertThat(next.get(this.parent)).isEqualTo("next");
			assertThat(next.count()).isEqualTo(1);
			assertThat(this.destroyed.values()).containsExactly("slow");
		}
	}

	private void allocOthers(int count) {
		for (int i = 0; i < count; i++) {
			Object other = new Parent();
			int value = i;
			this.others.add(other);
			this.variable.alloc(other, (parent) -> value);
		}
	}

	private Race.Running<Boolean> closeTheHandle() {
		return Race.start(() -> {
			this.variable.close();
			return true;
		}).awaitIdle();
	}

	private void finish() throws Exception {
		this.slow.proceed();
		assertThat(this.constructor.result()).isEqualTo("slow");
	}

}
