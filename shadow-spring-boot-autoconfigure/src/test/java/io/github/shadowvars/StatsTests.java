package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class StatsTests {

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler((failure) -> {
	}).build();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class).id(1).destructor((parent, value, cause) -> {
			if (value.equals("broken")) {
				throw new IllegalStateException("broken");
			}
		}).build());

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void statsWhenNothingHappenedShouldBeZero() {
		assertThat(this.variable.stats()).isEqualTo(new ShadowStats(0, 0, Map.of(), 0, 0, 0));
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void statsWhileADestructorRunsShouldCountItsVariableAsFreed() {
		List<ShadowStats> seen = new ArrayList<>();
		ShadowVariable<Object, Object> other = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).build());
		other.alloc(this.parent, (same) -> "value");
		this.registry.free(this.parent, 2, (same, value, cause) -> seen.add(other.stats()));
		assertThat(seen).containsExactly(new ShadowStats(0, 1, Map.of(FreeCause.FREED, 1L), 0, 0, 0));
	}

	@Test
	void statsShouldCountWhatIsAttachedAndFreedByCause() {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			Object next = new Parent();
			parents.add(next);
			this.variable.alloc(next, (same) -> "value");
		}
		this.variable.free(parents.get(0));
		this.variable.free(parents.get(0));
		this.variable.free(parents.get(1));
		this.registry.freeParent(parents.get(2));
		assertThat(this.variable.stats())
			.isEqualTo(new ShadowStats(7, 10, Map.of(FreeCause.FREED, 2L, FreeCause.PARENT_DESTROYED, 1L), 0, 0, 0));
		this.variable.freeAll();
		this.variable.alloc(this.parent, (same) -> "value");
		this.variable.purge();
		assertThat(this.variable.stats()).isEqualTo(new ShadowStats(0, 11, Map.of(FreeCause.FREED, 2L,
				FreeCause.PARENT_DESTROYED, 1L, FreeCause.FREED_ALL, 7L, FreeCause.PURGED, 1L), 0, 0, 0));
	}

	@Test
	void statsShouldCountDuplicatesOfAllocOnly() {
		this.variable.getOrAlloc(this.parent, (same) -> "value");
		this.variable.getOrAlloc(this.parent, (same) -> "value");
		for (int i = 0; i < 3; i++) {
			assertThatThrownBy(() -> this.variable.alloc(this.parent, (same) -> "other"))
				.isExactlyInstanceOf(DuplicateShadowException.class);
		}
		assertThat(this.variable.stats()).isEqualTo(new ShadowStats(1, 1, Map.of(), 3, 0, 0));
	}

	@Test
	void statsShouldCountConstructorsThatThrowOrReturnWhatIsRefused() {
		assertThatThrownBy(
				() -> this.variable.alloc(this.parent, ConstructorTests.throwing(new RuntimeException("no"))))
			.hasMessage("no");
		assertThatThrownBy(() -> this.variable.alloc(this.parent, ConstructorTests.returningNull()))
			.isExactlyInstanceOf(NullPointerException.class);
		assertThatThrownBy(() -> this.variable.alloc(this.parent, (same) -> same))
			.isExactlyInstanceOf(IllegalArgumentException.class);
		assertThat(this.variable.stats()).isEqualTo(new ShadowStats(0, 0, Map.of(), 0, 3, 0));
	}

	@Test
	void statsShouldCountDestructorsThatThrow() {
		this.variable.alloc(this.parent, (same) -> "broken");
		this.variable.free(this.parent);
		assertThat(this.variable.stats()).isEqualTo(new ShadowStats(0, 1, Map.of(FreeCause.FREED, 1L), 0, 0, 1));
	}

	@Test
	void statsShouldKeepIdsApart() {
		this.variable.alloc(this.parent, (same) -> "value");
		ShadowVariable<Object, Object> other = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).build());
		assertThat(other.stats()).isEqualTo(new ShadowStats(0, 0, Map.of(), 0, 0, 0));
	}

	@Test
	void statsShouldBeASnapshotThatCannotBeChanged() {
		ShadowStats before = this.variable.stats();
		this.variable.alloc(this.parent, (same) -> "value");
		this.variable.free(this.parent);
		assertThat(before.freed()).isEmpty();
		assertThatThrownBy(() -> this.variable.stats().freed().put(FreeCause.FREED, 7L))
			.isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void countWhenManyThreadsUsedTheVariableShouldBeExact() throws Exception {
		List<List<Object>> live = Race.run(4, (index) -> {
			List<Object> mine = new ArrayList<>();
			for (int i = 0; i < 20_000; i++) {
				Object next = new Parent();
				this.variable.alloc(next, (same) -> "value");
				if (i % 4 == 0) {
					mine.add(next);
				}
				else {
					this.variable.free(next);
				}
			}
			return mine;
		});
		assertThat(live.stream().flatMap(List::stream)).hasSize(20_000).allMatch(this.variable::has);
		assertThat(this.variable.count()).isEqualTo(20_000);
		assertThat(this.variable.stats())
			.isEqualTo(new ShadowStats(20_000, 80_000, Map.of(FreeCause.FREED, 60_000L), 0, 0, 0));
	}

}
