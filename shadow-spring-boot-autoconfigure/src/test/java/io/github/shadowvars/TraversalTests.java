package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class TraversalTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build());

	private final List<Object> parents = new ArrayList<>();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 1_000, 100_000 })
	void forEachShouldVisitEachLiveVariableOnceWithItsParent(int count) {
		allocLive(count);
		boolean[] seen = new boolean[count];
		this.variable.forEach((parent, value) -> {
			assertThat(seen[value]).isFalse();
			assertThat(parent == this.parents.get(value)).isTrue();
			seen[value] = true;
		});
		assertThat(seen).doesNotContain(false);
	}

	@Test
	void forEachShouldNotVisitOtherIds() {
		allocLive(1);
		Object parent = this.parents.get(0);
		this.registry.alloc(parent, 2, (same) -> "other");
		this.registry.alloc(new Parent(), 2, (same) -> "other");
		List<Object> seen = new ArrayList<>();
		this.variable.forEach((same, value) -> seen.addAll(List.of(same, value)));
		assertThat(seen).containsExactly(parent, 0);
	}

	@Test
	void forEachWhenTheActionThrowsShouldEndAndThrowThat() {
		allocLive(10);
		AtomicInteger visits = new AtomicInteger();
		RuntimeException failure = new RuntimeException("enough");
		assertThatThrownBy(() -> this.variable.forEach((parent, value) -> {
			visits.incrementAndGet();
			throw failure;
		})).isSameAs(failure);
		assertThat(visits).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 99 })
	void forEachWhenTheLimitIsBelowTheCountShouldVisitThatManyAndTellThereAreMore(int limit) {
		allocLive(100);
		Set<Integer> seen = new HashSet<>();
		assertThat(this.variable.forEach(limit, (parent, value, allocation) -> seen.add(value))).isFalse();
		assertThat(seen).hasSize(limit);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 101, Integer.MAX_VALUE })
	void forEachWhenTheLimitIsNotBelowTheCountShouldVisitAllAndTellThereAreNoMore(int limit) {
		allocLive(100);
		Set<Integer> seen = new HashSet<>();
		assertThat(this.variable.forEach(limit, (parent, value, allocation) -> seen.add(value))).isTrue();
		assertThat(seen).hasSize(100);
	}

	@Test
	void forEachWhenEmptyAndTheLimitIsZeroShouldTellThereAreNoMore() {
		assertThat(this.variable.forEach(0, (parent, value, allocation) -> {
			throw new AssertionError("Nothing is there");
		})).isTrue();
	}

	@Test
	void forEachWhenTheLimitIsNegativeShouldThrow() {
		assertThatThrownBy(() -> this.variable.forEach(-1, (parent, value, allocation) -> {
		})).isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("limit")
			.hasMessageContaining("-1");
	}

	@Test
	void forEachWhenTheActionFreesShouldNotShowWhatWasFreed() {
		allocLive(10_000);
		AtomicInteger visits = new AtomicInteger();
		this.variable.forEach((parent, value) -> {
			visits.incrementAndGet();
			assertThat(this.variable.freeAll()).isEqualTo(10_000);
		});
		assertThat(visits).hasValue(1);
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void forEachWhenTheActionFreesEachVisitedShouldVisitAll() {
		allocLive(10_000);
		AtomicInteger visits = new AtomicInteger();
		this.variable.forEach((parent, value) -> {
			visits.incrementAndGet();
			assertThat(this.variable.free(parent)).isTrue();
		});
		assertThat(visits).hasValue(10_000);
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void forEachWhenTheActionAllocsShouldVisitWhatWasThereOnce() {
		allocLive(1_000);
		List<Object> others = new ArrayList<>();
		int[] visits = new int[1_000];
		this.variable.forEach((parent, value) -> {
			if (value >= 0) {
				visits[value]++;
				for (int i = 0; i < 50; i++) {
					Object other = new Parent();
					others.add(other);
					this.variable.alloc(other, (same) -> -1);
				}
			}
		});
		assertThat(visits).containsOnly(1);
		assertThat(this.variable.count()).isEqualTo(51_000);
		assertThat(others).hasSize(50_000);
	}

	@Test
	void forEachShouldNotShowCollectedParents() {
		allocGarbage(1_000);
		allocLive(10);
		GarbageCollection.run();
		Set<Integer> seen = new HashSet<>();
		this.variable.forEach((parent, value) -> {
			assertThat(parent).isNotNull();
			seen.add(value);
		});
		assertThat(seen).hasSize(10);
	}

	@Test
	void forEachShouldNotKeepAliveTheParentsItHasPassed() {
		allocLive(100);
		List<WeakReference<Object>> passed = new ArrayList<>();
		this.variable.forEach((parent, value) -> {
			if (passed.size() == 50) {
				this.parents.clear();
				GarbageCollection.runUntilAllCleared(passed);
			}
			passed.add(new WeakReference<>(parent));
		});
		assertThat(passed).hasSize(51);
	}

	@Test
	void forEachShouldNotKeepAliveTheParentsAheadOfIt() {
		allocLive(1_000);
		List<WeakReference<Object>> references = new ArrayList<>();
		this.parents.forEach((parent) -> references.add(new WeakReference<>(parent)));
		AtomicInteger visits = new AtomicInteger();
		this.variable.forEach((parent, value) -> {
			if (visits.incrementAndGet() == 1) {
				this.parents.clear();
				references.removeIf((reference) -> reference.refersTo(parent));
				GarbageCollection.runUntilAllCleared(references);
			}
		});
		assertThat(visits).hasValue(1);
	}

	private void allocLive(int count) {
		for (int i = 0; i < count; i++) {
			int value = i;
			Object parent = new Parent();
			this.parents.add(parent);
			this.variable.alloc(parent, (same) -> value);
		}
	}

	private void allocGarbage(int count) {
		for (int i = 0; i < count; i++) {
			this.variable.alloc(new Parent(), (same) -> -1);
		}
	}

}
