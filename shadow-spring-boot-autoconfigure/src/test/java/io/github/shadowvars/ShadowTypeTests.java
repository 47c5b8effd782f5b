package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ShadowTypeTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "Z", "ps-lock", "v1.2_3-x", "x0x1234" })
	void nameWhenWellFormedShouldBeTaken(String name) {
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(1).name(name).build();
		assertThat(type.name()).isEqualTo(name);
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<Object, Object> variable = registry.register(type);
			assertThat(variable.name()).isEqualTo(name);
			assertThat(Objects.requireNonNull(registry.find(name)).id()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EmptySource
	@ValueSource(strings = { "1", "0x1", "-a", ".a", "_a", "a b", " a", "a ", "a/b", "a%20", "ä", "a\n", "a:b" })
	void nameWhenMalformedShouldBeRefused(String name) {
		ShadowType.Builder<Object, Object> builder = ShadowType.builder(Object.class, Object.class).id(1);
		assertThatThrownBy(() -> builder.name(name)).isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("name must match [A-Za-z][A-Za-z0-9._-]*")
			.hasMessageContaining("'" + name + "'");
	}

	@Test
	void nameWhenNotGivenShouldBeTheIdInHex() {
		assertThat(ShadowType.builder(Object.class, Object.class).id(0x1234).build().name()).isEqualTo("0x1234");
	}

	@ParameterizedTest
	@CsvSource({ "a, af63dc4c8601ec8c", "foobar, 85944171f73967e8", "ps-lock, 3470f17727a95874" })
	void idWhenNotGivenShouldBeTheHashOfTheName(String name, String id) {
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).name(name).build();
		assertThat(Long.toHexString(type.id())).isEqualTo(id);
		assertThat(type.name()).isEqualTo(name);
		assertThat(type).isEqualTo(ShadowType.builder(Object.class, Object.class).name(name).build());
	}

	@Test
	void buildWithoutAnIdAndANameShouldThrow() {
		assertThatThrownBy(() -> ShadowType.builder(Object.class, String.class).build())
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage(
					"A shadow type of java.lang.String for java.lang.Object needs an id or a name; call id(long) or "
							+ "name(String) before build()");
	}

	@Test
	void builderWhenParentsAndValuesAreGenericShouldNeedNoCast() {
		ShadowType<List<String>, Map<String, Integer>> type = ShadowType
			.<List<String>, Map<String, Integer>>builder(List.class, Map.class)
			.name("lengths")
			.constructor((words) -> words.stream().collect(Collectors.toMap(Function.identity(), String::length)))
			.build();
		assertThat(type.parentType()).isEqualTo(List.class);
		assertThat(type.valueType()).isEqualTo(Map.class);
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<List<String>, Map<String, Integer>> variable = registry.register(type);
			assertThat(variable.alloc(new ArrayList<>(List.of("one", "three"))).get("three")).isEqualTo(5);
			assertThatThrownBy(() -> registry.alloc(new Object(), type.id(), (parent) -> Map.of()))
				.isExactlyInstanceOf(ClassCastException.class)
				.hasMessageContaining("java.util.List");
		}
	}

	@Test
	void onFreeWhenADestructorIsSetShouldThrow() {
		ShadowType.Builder<Object, Object> builder = ShadowType.builder(Object.class, Object.class)
			.destructor((parent, value, cause) -> {
			});
		assertThatThrownBy(() -> builder.onFree(ShadowTypeTests::ignore))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageStartingWith("destructor and onFree must not both be set");
	}

	@Test
	void destructorWhenOnFreeIsSetShouldThrow() {
		ShadowType.Builder<Object, Object> builder = ShadowType.builder(Object.class, Object.class)
			.onFree(ShadowTypeTests::ignore);
		assertThatThrownBy(() -> builder.destructor((parent, value, cause) -> {
		})).isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageStartingWith("destructor and onFree must not both be set");
	}

	@Test
	void equalsWhenOnFreeIsTheSameConsumerShouldHold() {
		Consumer<Object> consumer = ShadowTypeTests::ignore;
		assertThat(ShadowType.builder(Object.class, Object.class).id(1).onFree(consumer).build())
			.isEqualTo(ShadowType.builder(Object.class, Object.class).id(1).onFree(consumer).build())
			.isNotEqualTo(
					ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> ignore(value)).build());
	}

	@Test
	void registerWhenTypesDifferInOnFreeShouldSaySo() {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			registry
				.register(ShadowType.builder(Object.class, Object.class).id(1).onFree(ShadowTypeTests::ignore).build());
			assertThatThrownBy(() -> registry.register(
					ShadowType.builder(Object.class, Object.class).id(1).onFree((value) -> ignore(value)).build()))
				.isExactlyInstanceOf(ShadowIdConflictException.class)
				.hasMessageContaining("their destructors are two lambdas");
		}
	}

	@Test
	void findWhenAnEqualTypeIsRegisteredShouldReturnItsVariable() {
		ShadowType<Object, Boolean> flag = ShadowType.flag(Object.class, 1, "flag");
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			assertThat(registry.find(flag)).isNull();
			registry.register(flag).alloc(registry);
			ShadowVariable<Object, Boolean> found = Objects.requireNonNull(registry.find(flag));
			assertThat(found.get(registry)).isTrue();
			assertThat(registry.find(ShadowType.flag(Object.class, 1, "other"))).isNull();
			found.close();
			assertThat(registry.find(ShadowType.flag(Object.class, 1, "flag"))).isNotNull();
		}
	}

	@Test
	void getValueShouldGetOrAlloc() {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<Object, Boolean> variable = registry.register(ShadowType.flag(Object.class, 1, "flag"));
			assertThat(variable.getValue(registry, "property")).isTrue();
			assertThat(variable.getValue(registry, "property")).isTrue();
			assertThat(variable.stats().allocated()).isEqualTo(1);
		}
	}

	@Test
	void builderWhenAClassIsPrimitiveShouldThrow() {
		assertThatThrownBy(() -> ShadowType.builder(Object.class, int.class))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessage("valueType must be the class of an object, but is int; use its wrapper class");
		assertThatThrownBy(() -> ShadowType.builder(int.class, Object.class))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessage(
					"parentType must be the class of an object, but is int; use the class of an object with an identity");
	}

	@ParameterizedTest
	@ValueSource(
			classes = { Integer.class, Long.class, Boolean.class, Character.class, Optional.class, Duration.class })
	void builderWhenTheParentClassIsValueBasedShouldThrow(Class<?> parentType) {
		assertThatThrownBy(() -> ShadowType.builder(parentType, Object.class))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("value-based")
			.hasMessageContaining(parentType.getName());
	}

	@Test
	@SuppressWarnings("NullAway")
	void builderWhenGivenNullShouldNameTheArgument() {
		ShadowType.Builder<Object, Object> builder = ShadowType.builder(Object.class, Object.class);
		assertNamed(() -> ShadowType.builder(null, Object.class), "parentType");
		assertNamed(() -> ShadowType.builder(Object.class, null), "valueType");
		assertNamed(() -> builder.name(null), "name");
		assertNamed(() -> builder.description(null), "description");
		assertNamed(() -> builder.constructor(null), "constructor");
		assertNamed(() -> builder.destructor(null), "destructor");
		assertNamed(() -> builder.onFree(null), "destructor");
		assertNamed(() -> builder.parentResolver(null), "parentResolver");
	}

	@Test
	@SuppressWarnings("NullAway")
	void registryBuilderWhenGivenNullShouldNameTheArgument() {
		assertNamed(() -> ShadowRegistry.builder().closeTimeout(null), "closeTimeout");
		assertNamed(() -> ShadowRegistry.builder().failureHandler(null), "failureHandler");
	}

	@Test
	void registryBuilderWhenTheTimeoutIsNegativeShouldThrow() {
		assertThatThrownBy(() -> ShadowRegistry.builder().closeTimeout(Duration.ofSeconds(-1)))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("closeTimeout must not be negative")
			.hasMessageContaining("PT-1S");
	}

	@Test
	void typeShouldTellWhatItWasBuiltFrom() {
		ShadowType<Runnable, String> type = ShadowType.builder(Runnable.class, String.class)
			.id(7)
			.name("a")
			.description("b")
			.build();
		assertThat(type.parentType()).isEqualTo(Runnable.class);
		assertThat(type.valueType()).isEqualTo(String.class);
		assertThat(type.id()).isEqualTo(7);
		assertThat(type.description()).isEqualTo("b");
	}

	@Test
	void equalsShouldCompareAllThatTypesWereBuiltFrom() {
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(1).name("a").build();
		assertThat(type).isEqualTo(ShadowType.builder(Object.class, Object.class).id(1).name("a").build())
			.hasSameHashCodeAs(ShadowType.builder(Object.class, Object.class).id(1).name("a").build())
			.isNotEqualTo(ShadowType.builder(Object.class, Object.class).id(2).name("a").build())
			.isNotEqualTo(ShadowType.builder(Object.class, Object.class).id(1).name("b").build())
			.isNotEqualTo(ShadowType.builder(String.class, Object.class).id(1).name("a").build())
			.isNotEqualTo(ShadowType.builder(Object.class, String.class).id(1).name("a").build())
			.isNotEqualTo(
					ShadowType.builder(Object.class, Object.class).id(1).name("a").constructor((same) -> "b").build())
			.isNotEqualTo(ShadowType.builder(Object.class, Object.class)
				.id(1)
				.name("a")
				.parentResolver((same) -> same)
				.build())
			.isNotEqualTo(ShadowType.builder(Object.class, Object.class).id(1).name("a").description("b").build());
	}

	@Test
	void flagShouldBeAVariableWhoseExistenceSaysAll() {
		Object parent = new Parent();
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<Object, Boolean> flag = registry.register(ShadowType.flag(Object.class, 3, "patched"));
			assertThat(flag.has(parent)).isFalse();
			assertThat(flag.alloc(parent)).isTrue();
			assertThat(flag.has(parent)).isTrue();
			assertThat(flag.getOrAlloc(parent)).isTrue();
			assertThat(flag.free(parent)).isTrue();
			assertThat(flag.has(parent)).isFalse();
		}
	}

	@Test
	void flagWhenDeclaredTwiceShouldBeEqual() {
		assertThat(ShadowType.flag(Object.class, 3, "patched")).isEqualTo(ShadowType.flag(Object.class, 3, "patched"));
	}

	private static void assertNamed(ThrowingCallable call, String argument) {
		assertThatThrownBy(call).isExactlyInstanceOf(NullPointerException.class)
			.hasMessage(argument + " must not be null");
	}

	private static void ignore(Object value) {
	}

}
