package io.github.shadowvars;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CapacityTests {

	@ParameterizedTest
	@ValueSource(ints = { 100, 1_000, 20_000 })
	void forSizeOfAPartShouldLeaveRoomForAFifthMoreAndBeAThirdFull(int size) {
		int capacity = Capacity.forSize(size, false);
		assertThat(Capacity.limit(capacity, false)).isBetween(size + size / 5, size + size / 5 + 2);
		assertThat(capacity).isLessThan(3 * size);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 1_000, 4_000 })
	void forSizeOfAWholeTableShouldLeaveRoomForAsManyMore(int size) {
		int capacity = Capacity.forSize(size, true);
		assertThat(Capacity.limit(capacity, true)).isBetween(2 * size, 2 * size + 2);
		assertThat(capacity).isLessThan(9 * size);
	}

	@Test
	void forSizeOfNothingShouldBeTheLeast() {
		assertThat(Capacity.forSize(0, true)).isEqualTo(Capacity.MIN);
		assertThat(Capacity.forSize(0, false)).isEqualTo(Capacity.MIN);
	}

}
