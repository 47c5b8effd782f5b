package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link OwnedLifetime}.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class OwnedLifetimeTests {

	private final OwnedLifetime<Object> lifetime = new OwnedLifetime<>();

	private final ShadowRegistry registry = ShadowRegistry.builder().lifetime(Object.class, this.lifetime).build();

	private final List<String> events = new ArrayList<>();

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class)
			.id(1)
			.constructor((parent) -> "value")
			.destructor((parent, value, cause) -> this.events.add(value + " " + cause))
			.build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void endShouldFreeTheParentsVariablesAndRefuseOthers() {
		Object parent = new Object();
		this.variable.alloc(parent);
		this.variable.alloc(this);
		this.lifetime.end(parent);
		assertThat(this.events).containsExactly("value PARENT_DESTROYED");
		assertThat(this.variable.count()).isEqualTo(1);
		assertThatExceptionOfType(ParentEndedException.class).isThrownBy(() -> this.variable.getOrAlloc(parent));
		this.lifetime.end(parent);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void endWhenNothingWasAttachedYetShouldRefuseWhatComes() {
		HostileParent parent = new HostileParent();
		this.lifetime.end(parent);
		assertThatExceptionOfType(ParentEndedException.class).isThrownBy(() -> this.variable.getOrAlloc(parent));
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void endWhenADestructorUsesTheLifetimeShouldEndBoth() {
		Object parent = new Object();
		Object other = new Object();
		this.lifetime.onEnd(parent, () -> this.lifetime.end(other));
		this.lifetime.onEnd(other, () -> this.events.add("other"));
		this.lifetime.onEnd(other, () -> this.events.add("again"));
		this.lifetime.end(parent);
		assertThat(this.events).containsExactly("other", "again");
		this.lifetime.onEnd(other, () -> this.events.add("late"));
		assertThat(this.events).endsWith("late");
	}

	@Test
	void endWhenACallbackFailsShouldRunTheOthersAndThrowTheFirstFailure() {
		Object parent = new Object();
		Error first = new StackOverflowError();
		this.lifetime.onEnd(parent, () -> {
			throw first;
		});
		this.lifetime.onEnd(parent, () -> {
			throw new IllegalStateException("second");
		});
		this.variable.alloc(parent);
		assertThatThrownBy(() -> this.lifetime.end(parent)).isSameAs(first);
		assertThat(this.events).containsExactly("value PARENT_DESTROYED");
	}

	@Test
	void lifetimeShouldHoldParentsWeakly() {
		WeakReference<Object> parent = attach();
		GarbageCollection.runUntilCleared(parent);
		Object other = new Object();
		Awaitility.await().untilAsserted(() -> {
			this.lifetime.end(other);
			assertThat(this.lifetime).extracting("endings")
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.hasSizeLessThanOrEqualTo(1);
		});
	}

	private WeakReference<Object> attach() {
		Object parent = new Object();
		this.variable.alloc(parent);
		return new WeakReference<>(parent);
	}

	@Test
	void endWhenTheParentIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> this.lifetime.end(null))
			.withMessage("parent must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.lifetime.onEnd(this, null))
			.withMessage("ended must not be null");
	}

}
