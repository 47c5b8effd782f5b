package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowVariable#isSuspect()}.
 */
class SuspectTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class).id(1).constructor((parent) -> "value").build());

	private final List<Object> parents = new ArrayList<>();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void isSuspectWhenVariablesLeakShouldBeTrueUntilTheyDoNot() {
		assertThat(this.variable.isSuspect()).isFalse();
		growUntilSuspect();
		assertThat(this.variable.count()).isGreaterThan(Growth.RISES);
		GarbageCollection.runUntil(() -> assertThat(this.variable.isSuspect()).isFalse());
	}

	@Test
	void isSuspectWhenOneWasFreedShouldStay() {
		growUntilSuspect();
		this.variable.free(this.parents.get(0));
		assertThat(this.variable.isSuspect()).isTrue();
	}

	@Test
	void isSuspectWhenAnOperatorPurgedShouldBeFalseAtOnceAndTrueAgainOnceTheyGrow() {
		growUntilSuspect();
		this.variable.purge();
		assertThat(this.variable.isSuspect()).isFalse();
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

	private void growUntilSuspect() {
		GarbageCollection.runUntil(() -> {
			Object parent = new Parent();
			this.parents.add(parent);
			this.variable.alloc(parent);
			assertThat(this.variable.isSuspect()).isTrue();
		});
	}

}
