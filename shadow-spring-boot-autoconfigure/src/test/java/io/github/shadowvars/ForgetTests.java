package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for ids without a type that are forgotten.
 */
@Timeout(60)
class ForgetTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Object parent = new Object();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void forgetWhenTheIdHasNoVariablesShouldBeAsIfItWasNeverUsed() {
		this.registry.alloc(this.parent, 1, (same) -> "a");
		this.registry.free(this.parent, 1);
		Objects.requireNonNull(this.registry.find(1)).track(ShadowTracking.FULL);
		assertThat(this.registry.forget(1)).isTrue();
		assertThat(this.registry.find(1)).isNull();
		assertThat(this.registry.find("0x1")).isNull();
		assertThat(this.registry.variables()).isEmpty();
		assertThat(this.registry.get(this.parent, 1)).isNull();
		assertThat(this.registry.forget(1)).isFalse();
		this.registry.alloc(this.parent, 1, (same) -> "b");
		assertThat(this.registry.find(1)).isNotNull().satisfies((variable) -> {
			assertThat(variable.stats().allocated()).isEqualTo(1);
			assertThat(variable.tracking()).isEqualTo(ShadowTracking.OFF);
		});
	}

	@Test
	void forgetWhenTheIdWasNeverUsedShouldBeFalse() {
		assertThat(this.registry.forget(1)).isFalse();
	}

	@Test
	void forgetWhenTheIdHasATypeShouldBeFalse() {
		ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).build());
		assertThat(this.registry.forget(1)).isFalse();
		variable.alloc(this.parent, (same) -> "a");
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("a");
	}

	@Test
	void forgetWhenTheIdHasVariablesShouldBeFalse() {
		this.registry.alloc(this.parent, 1, (same) -> "a");
		assertThat(this.registry.forget(1)).isFalse();
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("a");
	}

	@Test
	void forgetWhenAConstructorRunsShouldBeFalse() {
		AtomicBoolean forgotten = new AtomicBoolean(true);
		this.registry.alloc(this.parent, 1, (same) -> {
			forgotten.set(this.registry.forget(1));
			return "a";
		});
		assertThat(forgotten).isFalse();
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("a");
	}

	@Test
	void forgetWhenTheRegistryIsClosedShouldBeFalse() {
		this.registry.alloc(this.parent, 1, (same) -> "a");
		this.registry.close();
		assertThat(this.registry.forget(1)).isFalse();
	}

	@Test
	@SuppressWarnings("unchecked")
	void handleOfAForgottenIdShouldRefuseToAttach() {
		this.registry.alloc(this.parent, 1, (same) -> "a");
		ShadowVariable<Object, Object> handle = (ShadowVariable<Object, Object>) Objects
			.requireNonNull(this.registry.find(1));
		this.registry.free(this.parent, 1);
		assertThat(this.registry.forget(1)).isTrue();
		assertThatThrownBy(() -> handle.alloc(this.parent, (same) -> "b")).isInstanceOf(IllegalStateException.class)
			.hasMessage("Shadow 0x1 cannot be attached because its id was forgotten; attach by the number of the id");
		assertThat(handle.get(this.parent)).isNull();
	}

	@Test
	void allocThatRacesWithForgetShouldStartTheIdAnew() throws Exception {
		AtomicInteger attaching = new AtomicInteger(2);
		AtomicInteger forgotten = new AtomicInteger();
		long end = System.nanoTime() + Race.DEADLINE.toNanos();
		Race.run(3, (index) -> {
			if (index == 0) {
				while (attaching.get() > 0) {
					if (this.registry.forget(1)) {
						forgotten.incrementAndGet();
					}
				}
				return index;
			}
			Object mine = new Object();
			try {
				for (int i = 0; i < 20_000 || (forgotten.get() == 0 && System.nanoTime() < end); i++) {
					String value = index + "." + i;
					assertThat(this.registry.alloc(mine, 1, (same) -> value)).isEqualTo(value);
					assertThat(this.registry.get(mine, 1)).isEqualTo(value);
					assertThat(this.registry.free(mine, 1)).isTrue();
				}
			}
			finally {
				attaching.decrementAndGet();
			}
			return index;
		});
		assertThat(forgotten.get()).isPositive();
	}

	@Test
	void forgottenIdsShouldLeaveNothingBehind() {
		GarbageCollection.runUntilCleared(useAndForget());
		for (int id = 0; id < 100_000; id++) {
			this.registry.alloc(this.parent, id, (same) -> "a");
			this.registry.free(this.parent, id);
			assertThat(this.registry.forget(id)).isTrue();
		}
		assertThat(this.registry.variables()).isEmpty();
		assertThat(this.registry.freeParent(this.parent)).isZero();
	}

	private WeakReference<ShadowVariable<?, ?>> useAndForget() {
		this.registry.alloc(this.parent, 1, (same) -> "a");
		WeakReference<ShadowVariable<?, ?>> variable = new WeakReference<>(this.registry.find(1));
		this.registry.free(this.parent, 1);
		assertThat(this.registry.forget(1)).isTrue();
		return variable;
	}

}
