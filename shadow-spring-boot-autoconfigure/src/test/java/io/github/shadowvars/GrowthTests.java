package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ShadowVariable#isSuspect()}.
 */
class GrowthTests {

	private final ShadowRegistry registry = ShadowRegistry.builder().growthCollections(3).build();

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class).id(1).constructor((parent) -> "value").build());

	private final List<Object> parents = new ArrayList<>();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void isSuspectWhenVariablesBecomeMoreWithEachCollectionShouldBeTrue() {
		assertThat(this.variable.isSuspect()).isFalse();
		growUntilSuspect();
		assertThat(this.variable.count()).isGreaterThanOrEqualTo(3);
	}

	@Test
	void isSuspectWhenTheyStayAsManyShouldBeFalseAgain() {
		growUntilSuspect();
		GarbageCollection.runUntil(() -> assertThat(this.variable.isSuspect()).isFalse());
		growUntilSuspect();
	}

	@Test
	void isSuspectWhenOneWasFreedShouldBeFalseForEver() {
		growUntilSuspect();
		this.variable.free(this.parents.get(0));
		assertThat(this.variable.isSuspect()).isFalse();
		growThroughManyCollections();
		assertThat(this.variable.isSuspect()).isFalse();
	}

	@Test
	void isSuspectWhenOneWasCollectedShouldBeFalse() {
		this.variable.alloc(new Object());
		GarbageCollection.runUntil(() -> assertThat(this.variable.count()).isZero());
		growThroughManyCollections();
		assertThat(this.variable.isSuspect()).isFalse();
	}

	@Test
	void isSuspectWhenAnOperatorPurgedShouldBeTrueAgainOnceTheyGrow() {
		growUntilSuspect();
		this.variable.purge();
		assertThat(this.variable.isSuspect()).isFalse();
		this.parents.clear();
		growUntilSuspect();
	}

	@Test
	void isSuspectShouldBeOfEachIdAlone() {
		ShadowVariable<Object, String> other = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(2).constructor((parent) -> "value").build());
		other.alloc(this.variable);
		growUntilSuspect();
		assertThat(other.isSuspect()).isFalse();
	}

	@Test
	void isSuspectWhenOneCollectionIsEnoughShouldBeTrueAfterIt() {
		try (ShadowRegistry hasty = ShadowRegistry.builder().growthCollections(1).build()) {
			hasty.alloc(this, 1, (parent) -> "value");
			ShadowVariable<?, ?> only = hasty.variables().get(0);
			GarbageCollection.runUntil(() -> {
				hasty.alloc(grow(), 1, (parent) -> "value");
				assertThat(only.isSuspect()).isTrue();
			});
		}
	}

	@Test
	void growthCollectionsWhenLessThanOneShouldBeRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ShadowRegistry.builder().growthCollections(0))
			.withMessage("growthCollections must be at least 1, but is 0; use a large number to suspect little");
	}

	private void growUntilSuspect() {
		GarbageCollection.runUntil(() -> {
			grow();
			assertThat(this.variable.isSuspect()).isTrue();
		});
	}

	/**
	 * Grows until another id, which nothing was freed of, is suspect.
	 */
	private void growThroughManyCollections() {
		ShadowVariable<Object, String> witness = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(3).constructor((parent) -> "value").build());
		GarbageCollection.runUntil(() -> {
			witness.alloc(grow());
			assertThat(witness.isSuspect()).isTrue();
		});
	}

	private Object grow() {
		Object parent = new Object();
		this.parents.add(parent);
		this.variable.alloc(parent);
		return parent;
	}

}
