package io.github.shadowvars;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BadInputTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class).id(1).name("ps-lock").build());

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	@SuppressWarnings("NullAway")
	void variableWhenTheParentIsNullShouldNameIt() {
		assertNamed(() -> this.variable.get(null), "parent");
		assertNamed(() -> this.variable.has(null), "parent");
		assertNamed(() -> this.variable.alloc(null), "parent");
		assertNamed(() -> this.variable.alloc(null, (same) -> "a"), "parent");
		assertNamed(() -> this.variable.getOrAlloc(null), "parent");
		assertNamed(() -> this.variable.getOrAlloc(null, (same) -> "a"), "parent");
		assertNamed(() -> this.variable.free(null), "parent");
	}

	@Test
	@SuppressWarnings("NullAway")
	void variableWhenACallbackIsNullShouldNameIt() {
		assertNamed(() -> this.variable.alloc(this.parent, null), "constructor");
		assertNamed(() -> this.variable.getOrAlloc(this.parent, null), "constructor");
		assertNamed(() -> this.variable.forEach(null), "action");
		assertNamed(() -> this.variable.forEach(1, null), "visitor");
	}

	@Test
	@SuppressWarnings("NullAway")
	void getOrAllocWhenAttachedShouldStillRefuseANullConstructor() {
		this.variable.alloc(this.parent, (same) -> "a");
		assertNamed(() -> this.variable.getOrAlloc(this.parent, null), "constructor");
		assertNamed(() -> this.variable.alloc(this.parent, null), "constructor");
	}

	@Test
	@SuppressWarnings("NullAway")
	void registryWhenTheParentIsNullShouldNameIt() {
		for (long id : new long[] { 1, 2 }) {
			assertNamed(() -> this.registry.get(null, id), "parent");
			assertNamed(() -> this.registry.alloc(null, id, (same) -> "a"), "parent");
			assertNamed(() -> this.registry.getOrAlloc(null, id, (same) -> "a"), "parent");
			assertNamed(() -> this.registry.free(null, id), "parent");
			assertNamed(() -> this.registry.free(null, id, new DestructionLog()), "parent");
		}
		assertNamed(() -> this.registry.freeParent(null), "parent");
		assertThat(this.registry.find(2)).isNull();
	}

	@Test
	@SuppressWarnings("NullAway")
	void registryWhenAnotherArgumentIsNullShouldNameIt() {
		for (long id : new long[] { 1, 2 }) {
			assertNamed(() -> this.registry.alloc(this.parent, id, null), "constructor");
			assertNamed(() -> this.registry.getOrAlloc(this.parent, id, null), "constructor");
			assertNamed(() -> this.registry.free(this.parent, id, null), "destructor");
			assertNamed(() -> this.registry.freeAll(id, null), "destructor");
		}
		assertNamed(() -> this.registry.register(null), "type");
		assertNamed(() -> this.registry.find((String) null), "name");
		assertThat(this.registry.find(2)).isNull();
	}

	@ParameterizedTest
	@MethodSource("valueBased")
	void allocWhenTheParentIsValueBasedShouldRefuseIt(Object valueBased) {
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> this.variable.alloc(valueBased, (same) -> "a"),
				() -> this.variable.getOrAlloc(valueBased, (same) -> "a"),
				() -> this.registry.alloc(valueBased, 1, (same) -> "a"),
				() -> this.registry.getOrAlloc(valueBased, 2, (same) -> "a"))) {
			assertThatThrownBy(call).isExactlyInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("value-based")
				.hasMessageContaining("identity")
				.hasMessageContaining(valueBased.getClass().getName());
		}
		assertThat(this.variable.count()).isZero();
	}

	@ParameterizedTest
	@MethodSource("valueBased")
	void getAndFreeWhenTheParentIsValueBasedShouldFindNothing(Object valueBased) {
		assertThat(this.variable.get(valueBased)).isNull();
		assertThat(this.variable.has(valueBased)).isFalse();
		assertThat(this.variable.free(valueBased)).isFalse();
	}

	@Test
	void allocWhenTheParentIsAnOrdinaryObjectOfTheJdkShouldTakeIt() {
		for (Object ordinary : List.of("text", new Random(), new int[0], Thread.currentThread(), Object.class,
				new Throwable())) {
			assertThat(this.variable.alloc(ordinary, (same) -> "a")).isEqualTo("a");
		}
	}

	@Test
	void allocWithoutAConstructorWhenTheTypeHasNoneShouldNameIt() {
		assertThatThrownBy(() -> this.variable.alloc(this.parent)).isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("constructor");
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.parent)).isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("constructor");
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void getOrAllocWithoutAConstructorWhenAttachedShouldReturnTheValue() {
		this.variable.alloc(this.parent, (same) -> "a");
		assertThat(this.variable.getOrAlloc(this.parent)).isEqualTo("a");
	}

	@Test
	void allocWhenTheValueIsTheParentShouldRefuseItAndAttachNothing() {
		Function<Object, Object> itself = (same) -> same;
		assertThatThrownBy(() -> this.registry.alloc(this.parent, 2, itself))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("0x2")
			.hasMessageContaining(HostileParent.shown(this.parent));
		assertThatThrownBy(() -> this.registry.getOrAlloc(this.parent, 2, itself))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("0x2");
		assertThat(this.registry.get(this.parent, 2)).isNull();
	}

	@Test
	void typedCallsWhenAnUncheckedParentIsOfAnotherClassShouldThrowAtTheCall() {
		ShadowVariable<Object, String> unchecked = unchecked(
				this.registry.register(ShadowType.builder(Thread.class, String.class).id(3).name("threads").build()));
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> unchecked.get(this.parent),
				() -> unchecked.has(this.parent), () -> unchecked.free(this.parent),
				() -> unchecked.alloc(this.parent, (same) -> "a"),
				() -> unchecked.getOrAlloc(this.parent, (same) -> "a"))) {
			assertThatThrownBy(call).isExactlyInstanceOf(ClassCastException.class)
				.hasMessageContaining("0x3 (threads)")
				.hasMessageContaining("java.lang.Thread")
				.hasMessageContaining(Parent.class.getName());
		}
		assertThat(unchecked.count()).isZero();
	}

	@Test
	void typedCallsWhenAnUncheckedValueIsOfAnotherClassShouldThrowAtTheCall() {
		ShadowVariable<Object, Object> unchecked = unchecked(this.variable);
		assertThatThrownBy(() -> unchecked.alloc(this.parent, (same) -> 42))
			.isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("java.lang.Integer");
		assertThat(this.variable.has(this.parent)).isFalse();
	}

	static List<Object> valueBased() {
		return List.of(1, 1L, 'a', true, 1.0, Optional.of("a"), LocalDate.EPOCH, List.of(1), Set.of(1, 2),
				Map.of(1, 2));
	}

	@SuppressWarnings("unchecked")
	private static <P, V> ShadowVariable<P, V> unchecked(ShadowVariable<?, ?> variable) {
		return (ShadowVariable<P, V>) variable;
	}

	private static void assertNamed(ThrowingCallable call, String argument) {
		assertThatThrownBy(call).isExactlyInstanceOf(NullPointerException.class)
			.hasMessage(argument + " must not be null");
	}

}
