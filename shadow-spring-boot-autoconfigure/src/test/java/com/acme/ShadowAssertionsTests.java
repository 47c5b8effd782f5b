package com.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.test.ShadowAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.shadowvars.test.ShadowAssertions.assertCollectable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowAssertions}.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class ShadowAssertionsTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void assertCollectableWhenNothingHoldsTheParentShouldPass() {
		ShadowVariable<Object, Object> variable = register((parent) -> "value");
		assertCollectable(variable, Object::new);
	}

	@Test
	void assertCollectableWhenTheValueHoldsTheParentShouldFailWithThePath() {
		ShadowVariable<Object, Object> variable = register((parent) -> new Object[] { parent });
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertCollectable(variable, Object::new))
			.withMessage("A parent of shadow 0x1 (held) must be collected once nothing else holds it, but is not: "
					+ "its value references it through value[] ([Ljava.lang.Object; -> java.lang.Object); let "
					+ "the value hold it weakly, or not at all");
		assertThat(variable.count()).isZero();
	}

	@Test
	void assertCollectableWhenParentsAreResolvedShouldWatchTheResolvedOne() {
		ShadowVariable<Object[], Object> variable = this.registry
			.register(ShadowType.builder(Object[].class, Object.class)
				.id(3)
				.parentResolver((proxy) -> (proxy.length > 0) ? (Object[]) proxy[0] : proxy)
				.constructor((parent) -> new Object[] { parent })
				.build());
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertCollectable(variable, () -> new Object[] { new Object[0] }))
			.withMessageContaining("its value references it through value[] ");
	}

	@Test
	void assertCollectableWhenSomethingElseHoldsTheParentShouldFailAndSaySo() {
		List<Object> holder = new ArrayList<>();
		ShadowVariable<Object, Object> variable = register((parent) -> "value");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertCollectable(variable, () -> {
			holder.add(new Object());
			return holder.get(0);
		})).withMessageContaining("but is not, although its value does not reference it; check what else holds it");
	}

	@Test
	void assertCollectableWhenThePathIsHiddenShouldFailAndSayWhereSightEnds() {
		ShadowVariable<Object, Object> variable = register((parent) -> new FutureTask<>(() -> parent));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertCollectable(variable, Object::new))
			.withMessageContaining("it ends at value.callable (java.util.concurrent.FutureTask)")
			.withMessageContaining("--add-opens java.base/java.util.concurrent=ALL-UNNAMED");
	}

	@Test
	void assertCollectableWhenTheTypeHasNoConstructorShouldThrow() {
		ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).build());
		assertThatIllegalStateException().isThrownBy(() -> assertCollectable(variable, Object::new))
			.withMessageContaining("has no constructor");
	}

	@Test
	void assertCollectableWhenAnArgumentIsNullShouldNameIt() {
		ShadowVariable<Object, Object> variable = register((parent) -> "value");
		assertThatNullPointerException().isThrownBy(() -> assertCollectable(null, Object::new))
			.withMessage("variable must not be null");
		assertThatNullPointerException().isThrownBy(() -> assertCollectable(variable, null))
			.withMessage("parentSupplier must not be null");
		assertThatNullPointerException().isThrownBy(() -> assertCollectable(variable, () -> null))
			.withMessage("parentSupplier must not return null");
	}

	private ShadowVariable<Object, Object> register(Function<Object, Object> constructor) {
		return this.registry.register(
				ShadowType.builder(Object.class, Object.class).id(1).name("held").constructor(constructor).build());
	}

}
