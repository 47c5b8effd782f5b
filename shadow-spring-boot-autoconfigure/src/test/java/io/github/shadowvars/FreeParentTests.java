package io.github.shadowvars;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for the ids that are searched when a parent ends, and for their order.
 */
@Timeout(60)
class FreeParentTests {

	private final List<Long> freed = new CopyOnWriteArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void freeParentShouldFindIdsByEachSupertypeOfTheParentLatestFirst() {
		Sub parent = new Sub();
		register(1, Object.class).alloc(parent, (same) -> "a");
		register(2, Sub.class).alloc(parent, (same) -> "a");
		register(3, Closeable.class).alloc(parent, (same) -> "a");
		register(4, AutoCloseable.class).alloc(parent, (same) -> "a");
		register(5, Base.class).alloc(parent, (same) -> "a");
		register(6, Object.class).alloc(parent, (same) -> "a");
		assertThat(this.registry.freeParent(parent)).isEqualTo(6);
		assertThat(this.freed).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
	}

	@Test
	void freeParentShouldFindIdsOfArrays() {
		String[][] parent = new String[1][1];
		int[] numbers = new int[1];
		register(1, Object[].class).alloc(parent, (same) -> "a");
		register(2, CharSequence[][].class).alloc(parent, (same) -> "a");
		register(3, Cloneable.class).alloc(numbers, (same) -> "a");
		register(4, int[].class).alloc(numbers, (same) -> "a");
		register(5, Object[][].class).alloc(parent, (same) -> "a");
		assertThat(this.registry.freeParent(parent)).isEqualTo(3);
		assertThat(this.registry.freeParent(numbers)).isEqualTo(2);
		assertThat(this.freed).containsExactly(5L, 2L, 1L, 4L, 3L);
	}

	@Test
	void freeParentShouldNotAskResolversOfIdsWhoseParentItCannotBe() {
		this.registry.register(ShadowType.builder(Sub.class, Object.class).id(1).parentResolver((parent) -> {
			throw new IllegalStateException("asked");
		}).build());
		assertThat(this.registry.freeParent(new Base())).isZero();
		assertThatThrownBy(() -> this.registry.freeParent(new Sub())).hasMessage("asked");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void freeParentWhenResolversFailShouldFreeTheVariablesOfTheOtherIds(Throwable failure) {
		Sub parent = new Sub();
		register(1, Sub.class).alloc(parent, (same) -> "a");
		for (long id = 2; id <= 3; id++) {
			this.registry.register(ShadowType.builder(Sub.class, Object.class).id(id).parentResolver((same) -> {
				throw Life.<RuntimeException>unchanged(failure);
			}).build());
		}
		assertThatThrownBy(() -> this.registry.freeParent(parent)).isSameAs(failure).hasNoSuppressedExceptions();
		assertThat(this.freed).containsExactly(1L);
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("the same for each id"), new SQLException("sneaky"),
				new NoClassDefFoundError("com/acme/Absent"));
	}

	@Test
	void freeParentShouldFreeWhatADestructorAttachesToAnIdThatComesLater() {
		Base parent = new Base();
		ShadowVariable<Object, Object> earlier = register(1, Object.class);
		ShadowVariable<Base, Object> later = this.registry.register(ShadowType.builder(Base.class, Object.class)
			.id(2)
			.destructor((same, value, cause) -> earlier.alloc(parent, (again) -> "late"))
			.build());
		later.alloc(parent, (same) -> "a");
		assertThat(this.registry.freeParent(parent)).isEqualTo(2);
		assertThat(this.freed).containsExactly(1L);
	}

	@Test
	void freeParentShouldSeeIdsThatCameAndWentSinceItWasLastAsked() {
		Base parent = new Base();
		assertThat(this.registry.freeParent(parent)).isZero();
		ShadowVariable<Base, Object> first = register(1, Base.class);
		first.alloc(parent, (same) -> "a");
		assertThat(this.registry.freeParent(parent)).isEqualTo(1);
		first.close();
		register(2, Base.class).alloc(parent, (same) -> "a");
		this.registry.alloc(parent, 3, (same) -> "a");
		assertThat(this.registry.freeParent(parent)).isEqualTo(2);
		assertThat(this.freed).containsExactly(1L, 2L);
	}

	@Test
	void unregisteringManyIdsInAnyOrderShouldLeaveTheOthers() {
		Base parent = new Base();
		List<ShadowVariable<Base, Object>> variables = new ArrayList<>(
				LongStream.rangeClosed(1, 1_000).mapToObj((id) -> register(id, Base.class)).toList());
		variables.forEach((variable) -> variable.alloc(parent, (same) -> "a"));
		variables.stream().filter((variable) -> variable.id() % 2 == 0).forEach(ShadowVariable::close);
		this.freed.clear();
		assertThat(this.registry.freeParent(parent)).isEqualTo(500);
		assertThat(this.freed).hasSize(500).allMatch((id) -> id % 2 == 1).isSortedAccordingTo((a, b) -> (int) (b - a));
	}

	private <P> ShadowVariable<P, Object> register(long id, Class<P> parentType) {
		return this.registry.register(
				ShadowType.builder(parentType, Object.class).id(id).onFree((value) -> this.freed.add(id)).build());
	}

	private static class Base implements Closeable {

		@Override
		public void close() {
		}

	}

	private static final class Sub extends Base {

	}

}
