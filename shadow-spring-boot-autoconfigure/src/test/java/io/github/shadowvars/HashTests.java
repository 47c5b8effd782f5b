package io.github.shadowvars;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where hashes lead to.
 */
class HashTests {

	private static final int[] HASHES = { 0, 1, 12345, Integer.MAX_VALUE, Integer.MIN_VALUE, -12345, -1 };

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 31, 1984, ShadowTable.MAX_BINS / 2 })
	void binWhenThereAreTwiceAsManyShouldBeOneOfTwo(int bins) {
		for (int hash : HASHES) {
			int bin = Hash.bin(hash, bins);
			assertThat(bin).isBetween(0, bins - 1);
			assertThat(Hash.bin(hash, 2 * bins) / 2).isEqualTo(bin);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 31, 1984, ShadowTable.MAX_BINS })
	void firstShouldBeTheLeastHashOfABin(int bins) {
		for (int hash : HASHES) {
			int bin = Hash.bin(hash, bins);
			long first = Hash.first(bin, bins);
			assertThat(Hash.bin((int) first, bins)).isEqualTo(bin);
			assertThat(first == 0 || Hash.bin((int) (first - 1), bins) == bin - 1).isTrue();
			assertThat(Integer.toUnsignedLong(hash)).isBetween(first, Hash.first(bin + 1, bins) - 1);
		}
	}

	@Test
	void ofShouldDependOnTheIdentityHashOnly() {
		Object parent = new HostileParent();
		assertThat(Hash.of(parent)).isEqualTo(Hash.of(parent));
	}

}
