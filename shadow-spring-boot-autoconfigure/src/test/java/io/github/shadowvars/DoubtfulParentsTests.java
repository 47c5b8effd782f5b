package io.github.shadowvars;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for parents that are allowed, but usually a mistake.
 */
class DoubtfulParentsTests {

	private static final String EQUAL = ": only this object finds the variable, and an equal object does not";

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final List<String> told = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.registry.addListener(listener(this.told));
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@MethodSource
	void allocWhenParentIsDoubtfulShouldTellTheReason(Object parent, String expected) {
		this.registry.alloc(parent, 1, (same) -> "value");
		assertThat(this.told).containsExactly(expected);
		assertThat(this.registry.get(parent, 1)).isEqualTo("value");
	}

	static Stream<org.junit.jupiter.params.provider.Arguments> allocWhenParentIsDoubtfulShouldTellTheReason()
			throws Exception {
		Runnable lambda = () -> {
		};
		return Stream.of(
				arguments("text",
						"0x1 java.lang.String: equal strings can be one object or several, and a literal is never "
								+ "collected"),
				arguments(FreeCause.FREED,
						"0x1 io.github.shadowvars.FreeCause: an enum constant is never " + "collected"),
				arguments(TimeUnit.SECONDS, "0x1 java.util.concurrent.TimeUnit: an enum constant is never collected"),
				arguments(Shape.ROUND, "0x1 " + Shape.class.getName() + ": an enum constant is never collected"),
				arguments(String.class, "0x1 java.lang.Class: a class is collected only with its class loader"),
				arguments(lambda,
						"0x1 " + lambda.getClass().getName()
								+ ": a lambda that captures nothing is one object, which is never collected"),
				arguments(new Point(1), "0x1 " + Point.class.getName() + EQUAL),
				arguments(UUID.randomUUID(), "0x1 java.util.UUID" + EQUAL),
				arguments(BigDecimal.ONE, "0x1 java.math.BigDecimal" + EQUAL),
				arguments(Object.class.getMethod("toString"), "0x1 java.lang.reflect.Method" + EQUAL));
	}

	@ParameterizedTest
	@MethodSource
	void allocWhenParentIsNotDoubtfulShouldTellNothing(Object parent) {
		this.registry.alloc(parent, 1, (same) -> "value");
		assertThat(this.told).isEmpty();
	}

	static Stream<Object> allocWhenParentIsNotDoubtfulShouldTellNothing() {
		Object captured = new Parent();
		return Stream.of(new Parent(), new ArrayList<>(), new HashMap<>(), new Thread(), new int[0], new Entity(),
				(Supplier<Object>) () -> captured);
	}

	@Test
	void allocShouldTellOnceForEachClassAndRegistry() {
		for (int i = 0; i < 3; i++) {
			this.registry.getOrAlloc("text" + i, 1, (same) -> "value");
			this.registry.getOrAlloc("text" + i, 2, (same) -> "value");
			this.registry.getOrAlloc(Shape.values()[i % 2], 1, (same) -> "value");
		}
		assertThat(this.told).hasSize(2);
		List<String> others = new ArrayList<>();
		try (ShadowRegistry other = ShadowRegistry.create()) {
			other.addListener(listener(others));
			other.alloc("text", 3, (same) -> "value");
		}
		assertThat(others).singleElement().asString().startsWith("0x3 java.lang.String: ");
	}

	@Test
	void allocWhenListenerThrowsShouldAttach() {
		List<Throwable> uncaught = new ArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> uncaught.add(ex));
		this.registry.addListener(listener(List.of()));
		assertThat(this.registry.alloc("text", 1, (same) -> "value")).isEqualTo("value");
		assertThat(this.registry.get("text", 1)).isEqualTo("value");
		assertThat(uncaught).singleElement().isInstanceOf(UnsupportedOperationException.class);
		Thread.currentThread().setUncaughtExceptionHandler(null);
	}

	private static ShadowRegistryListener listener(List<String> told) {
		return new ShadowRegistryListener() {

			@Override
			public void doubtfulParent(ShadowRegistry registry, ShadowVariable<?, ?> variable, Class<?> parentType,
					String doubt) {
				told.add("%s %s: %s".formatted(variable.name(), parentType.getName(), doubt));
			}

		};
	}

	private enum Shape {

		ROUND {

			@Override
			public String toString() {
				return "round";
			}

		},

		SQUARE

	}

	private record Point(int x) {
	}

	private static final class Entity {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Entity;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

}
