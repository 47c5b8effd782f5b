package io.github.shadowvars;

import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnsignedIdTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0x0", "4660, 0x1234", "9223372036854775807, 0x7fffffffffffffff",
			"-9223372036854775808, 0x8000000000000000", "-1, 0xffffffffffffffff" })
	void findWhenAnyOf64BitsAreSetShouldGoByIdAndByHexName(long id, String hex) {
		this.registry.alloc(this.parent, id, (parent) -> hex);
		assertThat(Objects.requireNonNull(this.registry.find(id)).name()).isEqualTo(hex);
		assertThat(Objects.requireNonNull(this.registry.find(hex)).id()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L })
	void getWhenTheIdIsBeyondLongShouldFindItsOwnValueOnly(long id) {
		this.registry.alloc(this.parent, id, (parent) -> "high");
		assertThat(this.registry.get(this.parent, id)).isEqualTo("high");
		assertThat(this.registry.get(this.parent, id & Long.MAX_VALUE)).isNull();
		assertThat(this.registry.get(this.parent, id & 0xffff_ffffL)).isNull();
		assertThat(this.registry.get(this.parent, id >>> 32)).isNull();
	}

	@Test
	void variablesShouldBeOrderedByUnsignedId() {
		for (long id : new long[] { -1, 7, Long.MIN_VALUE, 0, Long.MAX_VALUE }) {
			this.registry.alloc(this.parent, id, (parent) -> "value");
		}
		assertThat(this.registry.variables()).extracting(ShadowVariable::name)
			.containsExactly("0x0", "0x7", "0x7fffffffffffffff", "0x8000000000000000", "0xffffffffffffffff");
	}

	@Test
	void allocWhenDuplicateShouldShowTheUnsignedId() {
		this.registry.alloc(this.parent, -2, (parent) -> "a");
		assertThatThrownBy(() -> this.registry.alloc(this.parent, -2, (parent) -> "b"))
			.isExactlyInstanceOf(DuplicateShadowException.class)
			.hasMessageContaining("0xfffffffffffffffe");
	}

	@Test
	void registerWhenTheIdIsBeyondLongShouldShowItInTheType() {
		ShadowType<Object, String> type = ShadowType.builder(Object.class, String.class)
			.id(0xcafe_0000_0000_0001L)
			.name("high")
			.build();
		try (ShadowVariable<Object, String> variable = this.registry.register(type)) {
			assertThat(variable.type()).hasToString("0xcafe000000000001 (high): java.lang.Object -> java.lang.String");
			assertThat(variable.id()).isEqualTo(0xcafe_0000_0000_0001L);
		}
	}

}
