package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.WovenParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for woven parents. Runs only with the agent.
 */
class WovenParentTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final List<String> events = new CopyOnWriteArrayList<>();

	/**
	 * The callbacks that the lifetimes were given for the end of their parents.
	 */
	private final List<Runnable> ends = new CopyOnWriteArrayList<>();

	private final ShadowVariable<Parent, Object> plain = this.registry
		.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class).id(1).build());

	private final ShadowVariable<Parent, Object> destroyed = this.registry
		.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class)
			.id(2)
			.destructor((parent, value, cause) -> this.events.add(value + " " + cause))
			.build());

	private final ShadowVariable<Parent, Object> others = this.registry
		.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class).id(4).build());

	@BeforeAll
	static void needAgent() {
		assumeTrue(Weaving.isActive(), "The agent runs in the integration-test phase only");
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void parentShouldBeWoven() {
		assertThat((Object) new Parent()).isInstanceOf(WovenParent.class);
		assertThat(Weaving.results()).contains(new Weaving.Result(Parent.class.getName(), null));
	}

	@Test
	void valueShouldBeFoundByItsParentAndId() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		this.destroyed.alloc(parent, (same) -> "two");
		assertThat(this.plain.get(parent)).isEqualTo("one");
		assertThat(this.destroyed.get(parent)).isEqualTo("two");
		assertThat(this.plain.get(new Parent())).isNull();
		assertThat(this.plain.getOrAlloc(parent, (same) -> "other")).isEqualTo("one");
	}

	@Test
	void valuesOfTwoRegistriesShouldBeApart() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		try (ShadowRegistry other = ShadowRegistry.create()) {
			ShadowVariable<Parent, Object> variable = other
				.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class).id(1).build());
			assertThat(variable.get(parent)).isNull();
			variable.alloc(parent, (same) -> "another");
			assertThat(variable.get(parent)).isEqualTo("another");
		}
		assertThat(this.plain.get(parent)).isEqualTo("one");
	}

	@Test
	void copyShouldHaveNoVariables() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "original's");
		Parent copy = parent.clone();
		assertThat(this.plain.get(copy)).isNull();
		assertThat(this.plain.free(copy)).isFalse();
		this.plain.alloc(copy, (same) -> "copy's");
		assertThat(this.plain.get(copy)).isEqualTo("copy's");
		assertThat(this.plain.get(parent)).isEqualTo("original's");
		assertThat(this.plain.free(parent)).isTrue();
		assertThat(this.plain.get(copy)).isEqualTo("copy's");
		assertThat(this.plain.count()).isEqualTo(1);
	}

	@Test
	void copyShouldNotKeepWhatItsOriginalFreed() {
		Parent parent = new Parent();
		WeakReference<Object> value = attach(parent);
		Parent copy = parent.clone();
		this.plain.free(parent);
		GarbageCollection.runUntilCleared(value);
		assertThat(this.plain.has(copy)).isFalse();
	}

	private WeakReference<Object> attach(Parent parent) {
		return new WeakReference<>(this.plain.alloc(parent, (same) -> new Object()));
	}

	@Test
	void valueShouldBeSeenByAllThatGoOverTheTable() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		List<Object> seen = new ArrayList<>();
		this.plain.forEach((same, value) -> seen.add(value));
		assertThat(seen).containsExactly("one");
		assertThat(this.plain.count()).isEqualTo(1);
		assertThat(this.registry.freeParent(parent)).isEqualTo(1);
		assertThat(this.plain.get(parent)).isNull();
	}

	@Test
	void destructorThatIsGivenToTheCallShouldGetTheValue() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		assertThat(this.registry.free(parent, 1, (same, value, cause) -> this.events.add(value + " " + cause)))
			.isTrue();
		this.plain.alloc(parent, (same) -> "two");
		assertThat(this.registry.freeAll(1, (same, value, cause) -> this.events.add(value + " " + cause))).isEqualTo(1);
		assertThat(this.events).containsExactly("one FREED", "two FREED_ALL");
	}

	@Test
	void valueThatHoldsItsParentShouldBeCollectedWithIt() {
		WeakReference<Parent> parent = attachCycle();
		GarbageCollection.runUntil(() -> {
			assertThat(parent.refersTo(null)).isTrue();
			assertThat(this.plain.stats().freed()).containsEntry(FreeCause.PARENT_COLLECTED, 1L);
		});
		assertThat(this.plain.count()).isZero();
	}

	private WeakReference<Parent> attachCycle() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> new Object[] { same });
		return new WeakReference<>(parent);
	}

	@Test
	void circleOfTwoParentsAndIdsShouldBeCollected() {
		try (ShadowVariable<Parent, Object> other = this.registry
			.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class).id(3).build())) {
			List<WeakReference<Parent>> parents = attachCircle(other);
			GarbageCollection.runUntilAllCleared(parents);
			GarbageCollection.runUntil(() -> assertThat(this.plain.count() + other.count()).isZero());
		}
	}

	private List<WeakReference<Parent>> attachCircle(ShadowVariable<Parent, Object> other) {
		Parent one = new Parent();
		Parent two = new Parent();
		this.plain.alloc(one, (same) -> new Object[] { two });
		other.alloc(two, (same) -> new Object[] { one });
		return List.of(new WeakReference<>(one), new WeakReference<>(two));
	}

	@Test
	void valueWithADestructorShouldBeDestroyedOnceAfterItsParentWasCollected() {
		this.destroyed.alloc(new Parent(), (same) -> "one");
		GarbageCollection.runUntil(() -> assertThat(this.events).containsExactly("one PARENT_COLLECTED"));
	}

	@Test
	void freeAllShouldPassOverValuesThatWentWithTheirParents() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "stays");
		attachCycle();
		GarbageCollection.runUntil(() -> assertThat(this.plain.count()).isEqualTo(1));
		this.registry.freeAll(1, (same, value, cause) -> this.events.add(value + " " + cause));
		assertThat(this.events).containsExactly("stays FREED_ALL");
	}

	@Test
	void parentShouldKeepNothingOfAClosedRegistry() {
		Parent parent = new Parent();
		WeakReference<ShadowRegistry> closed = attachAndClose(parent);
		assertThat(((WovenParent) (Object) parent).shadow$cells()).isNull();
		GarbageCollection.runUntilCleared(closed);
	}

	private static WeakReference<ShadowRegistry> attachAndClose(Parent parent) {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			registry.alloc(parent, 1, (same) -> "one");
			registry.alloc(parent, 2, (same) -> "two");
			registry.alloc(parent.clone(), 2, (same) -> "copy's");
			return new WeakReference<>(registry);
		}
	}

	@Test
	void constructorThatFailsShouldLeaveNothingInTheParent() {
		Parent parent = new Parent();
		assertThatIllegalStateException().isThrownBy(() -> this.plain.alloc(parent, (same) -> {
			assertThat(this.plain.get(parent)).isNull();
			throw new IllegalStateException("no value");
		})).withMessage("no value");
		assertThat(((WovenParent) (Object) parent).shadow$cells()).isNull();
		assertThat(this.plain.alloc(parent, (same) -> "one")).isEqualTo("one");
	}

	@Test
	void valueWhoseFieldIsOverwrittenShouldBeRestored() {
		Parent parent = new Parent();
		this.destroyed.alloc(parent, (same) -> "one");
		overwrite(parent);
		assertThatExceptionOfType(DuplicateShadowException.class)
			.isThrownBy(() -> this.destroyed.alloc(parent, (same) -> "other"))
			.withMessageContaining("is already attached to");
		assertThat(this.destroyed.get(parent)).isEqualTo("one");
		overwrite(parent);
		assertThat(this.destroyed.getOrAlloc(parent, (same) -> "other")).isEqualTo("one");
		assertThat(this.destroyed.get(parent)).isEqualTo("one");
		assertThat(this.destroyed.count()).isEqualTo(1);
	}

	@Test
	void valueWhoseFieldIsOverwrittenShouldBeDestroyedOnce() {
		Parent parent = new Parent();
		this.destroyed.alloc(parent, (same) -> "one");
		overwrite(parent);
		assertThat(this.destroyed.free(parent)).isTrue();
		this.destroyed.alloc(parent, (same) -> "two");
		overwrite(parent);
		assertThat(this.destroyed.freeAll()).isEqualTo(1);
		this.destroyed.alloc(parent, (same) -> "three");
		overwrite(parent);
		assertThat(this.registry.freeParent(parent)).isEqualTo(1);
		this.destroyed.alloc(parent, (same) -> "four");
		overwrite(parent);
		this.registry.close();
		assertThat(this.events).containsExactly("one FREED", "two FREED_ALL", "three PARENT_DESTROYED", "four CLOSED");
	}

	@Test
	void valueThatOnlyTheOverwrittenFieldHadShouldBeReportedOnce() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		overwrite(parent);
		assertThatIllegalStateException().isThrownBy(() -> this.plain.getOrAlloc(parent, (same) -> "other"))
			.withMessage(
					("The value of shadow 0x1 is lost, because only the field $shadow of %s@%x held it, and other code "
							+ "has overwritten that field; keep that code from copying the field, or do not weave the class")
						.formatted(Parent.class.getName(), System.identityHashCode(parent)));
		assertThat(this.plain.count()).isZero();
		assertThat(this.plain.alloc(parent, (same) -> "two")).isEqualTo("two");
		assertThat(this.plain.get(parent)).isEqualTo("two");
	}

	@Test
	void variableThatOnlyTheOverwrittenFieldHadShouldBeFreed() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		overwrite(parent);
		assertThat(this.registry.free(parent, 1, (same, value, cause) -> this.events.add(value + " " + cause)))
			.isTrue();
		this.plain.alloc(parent, (same) -> "two");
		overwrite(parent);
		this.registry.freeAll(1, (same, value, cause) -> this.events.add(value + " " + cause));
		assertThat(this.plain.count()).isZero();
		assertThat(this.events).isEmpty();
	}

	@Test
	void fieldThatIsOverwrittenWhileTheConstructorRunsShouldGetItsValue() {
		Parent parent = new Parent();
		assertThat(this.plain.alloc(parent, (same) -> {
			overwrite(parent);
			return "one";
		})).isEqualTo("one");
		assertThat(this.plain.get(parent)).isEqualTo("one");
		assertThat(this.plain.free(parent)).isTrue();
		assertThat(((WovenParent) (Object) parent).shadow$cells()).isNull();
	}

	@Test
	void lifetimeShouldBeAskedOnceThoughTheFieldIsOverwritten() {
		Parent parent = new Parent();
		ShadowVariable<Parent, Object> mortal = registerMortal();
		mortal.alloc(parent, (same) -> "one");
		overwrite(parent);
		assertThat(mortal.getOrAlloc(parent, (same) -> "other")).isEqualTo("one");
		overwrite(parent);
		mortal.free(parent);
		mortal.alloc(parent, (same) -> "two");
		assertThat(this.ends).hasSize(1);
		overwrite(parent);
		this.ends.get(0).run();
		assertThat(this.events).containsExactly("one FREED", "two PARENT_DESTROYED");
	}

	@Test
	void parentThatHasEndedShouldStaySoThoughTheFieldIsOverwritten() {
		Parent parent = new Parent();
		ShadowVariable<Parent, Object> mortal = registerMortal();
		mortal.alloc(parent, (same) -> "one");
		this.ends.get(0).run();
		overwrite(parent);
		assertThatExceptionOfType(ParentEndedException.class)
			.isThrownBy(() -> mortal.getOrAlloc(parent, (same) -> "two"));
		assertThat(mortal.has(parent)).isFalse();
		assertThat(this.ends).hasSize(1);
		assertThat(this.events).containsExactly("one PARENT_DESTROYED");
	}

	@Test
	void parentWithALifetimeShouldBeCollectedWithAValueThatHoldsIt() {
		WeakReference<Parent> parent = attachMortalCycle();
		GarbageCollection.runUntilCleared(parent);
	}

	private WeakReference<Parent> attachMortalCycle() {
		Parent parent = new Parent();
		this.registry
			.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class)
				.id(3)
				.lifetime((same, ended) -> this.ends.add(ended))
				.build())
			.alloc(parent, (same) -> new Object[] { same });
		return new WeakReference<>(parent);
	}

	private ShadowVariable<Parent, Object> registerMortal() {
		return this.registry.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class)
			.id(3)
			.lifetime((parent, ended) -> this.ends.add(ended))
			.destructor((parent, value, cause) -> this.events.add(value + " " + cause))
			.build());
	}

	/**
	 * Sets the field of the parent to the field of another one, like code that copies all
	 * fields.
	 */
	private void overwrite(Parent parent) {
		Parent other = new Parent();
		this.others.alloc(other, (same) -> "other's");
		ReflectionUtils.shallowCopyFieldState(other, parent);
	}

	@Test
	void ownersAndPurgesShouldEmptyTheParent() {
		Parent parent = new Parent();
		this.plain.alloc(parent, (same) -> "one");
		assertThat(this.plain.purge().freed()).isEqualTo(1);
		assertThat(this.plain.get(parent)).isNull();
		this.plain.alloc(parent, (same) -> "two");
		this.plain.close();
		assertThat(this.plain.get(parent)).isNull();
		assertThat(((WovenParent) (Object) parent).shadow$cells()).isNull();
	}

	@Test
	void leakCheckShouldNotReportAValueThatGoesWithItsParent() {
		List<String> leaks = new CopyOnWriteArrayList<>();
		try (ShadowRegistry checking = ShadowRegistry.builder()
			.leakHandler((variable, reachability, site) -> leaks.add(variable.name()))
			.build()) {
			ShadowType<Parent, Object> without = ShadowType.<Parent, Object>builder(Parent.class, Object.class)
				.id(1)
				.name("without")
				.build();
			ShadowType<Parent, Object> with = ShadowType.<Parent, Object>builder(Parent.class, Object.class)
				.id(2)
				.name("with")
				.onFree((value) -> {
				})
				.build();
			Parent parent = new Parent();
			checking.register(without).alloc(parent, (same) -> new Object[] { same });
			checking.register(with).alloc(parent, (same) -> new Object[] { same });
		}
		assertThat(leaks).containsExactly("with");
	}

}
