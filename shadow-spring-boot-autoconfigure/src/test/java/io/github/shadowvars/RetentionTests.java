package io.github.shadowvars;

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No live variable is lost, for any number of variables and collected parents.
 */
@Timeout(120)
class RetentionTests {

	private static final int MILLION = 1_000_000;

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void aMillionLiveParentsShouldAllSurviveCollections() {
		Object[] parents = allocLive(MILLION);
		GarbageCollection.run();
		GarbageCollection.run();
		assertAllLive(parents);
		assertThat(this.variable.freeAll()).isEqualTo(MILLION);
		assertThat(this.variable.count()).isZero();
		assertThat(Stream.of(parents)).noneMatch(this.variable::has);
	}

	@Test
	void liveParentsShouldSurviveTheChurnOfDyingOnes() {
		Object[] parents = allocLive(100_000);
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < 50_000; i++) {
				this.variable.alloc(new Parent(), (parent) -> -1);
			}
			GarbageCollection.run();
		}
		GarbageCollection.runUntil(() -> assertThat(this.variable.count()).isEqualTo(parents.length));
		assertAllLive(parents);
		assertThat(this.variable.stats().freed()).containsEntry(FreeCause.PARENT_COLLECTED, 500_000L);
	}

	@Test
	void liveParentsShouldSurviveTheChurnOfFreedOnes() {
		Object[] parents = allocLive(10_000);
		for (int i = 0; i < MILLION; i++) {
			Object other = new Parent();
			this.variable.alloc(other, (parent) -> -1);
			this.variable.free(other);
		}
		assertAllLive(parents);
	}

	@Test
	void anIdShouldSurviveTheLossOfAllItsParents() {
		allocLive(100_000);
		GarbageCollection.runUntil(() -> assertThat(this.variable.count()).isZero());
		assertAllLive(allocLive(100_000));
	}

	private Object[] allocLive(int count) {
		Object[] parents = new Object[count];
		for (int i = 0; i < count; i++) {
			int value = i;
			parents[i] = new Parent();
			this.variable.alloc(parents[i], (parent) -> value);
		}
		return parents;
	}

	private void assertAllLive(Object[] parents) {
		int lost = 0;
		for (int i = 0; i < parents.length; i++) {
			Integer value = this.variable.get(parents[i]);
			if (value == null || value != i) {
				lost++;
			}
		}
		assertThat(lost).isZero();
		assertThat(this.variable.count()).isEqualTo(parents.length);
	}

}
