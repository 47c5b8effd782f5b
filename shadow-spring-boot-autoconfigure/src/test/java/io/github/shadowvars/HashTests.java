package io.github.shadowvars;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the bins and stripes of hashes.
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

	/**
	 * A 32-bit JVM has hashes of 25 bits.
	 */
	@Test
	void mixOf25BitsShouldFillBinsEvenly() {
		int[] chains = new int[1 << 15];
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < chains.length; i++) {
			chains[Hash.bin(Hash.mix(random.nextInt(1 << 25)), chains.length)]++;
		}
		assertThat(IntStream.of(chains).max().orElseThrow()).isLessThan(12);
		assertThat(IntStream.of(chains).filter((length) -> length > 0).count()).isGreaterThan(chains.length / 2);
	}

	/**
	 * With {@code -XX:hashCode=2} all hashes are the same, with {@code 3} they are
	 * sequential, with {@code 4} they are addresses.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5 })
	void lookUpsWhateverHashesTheJvmMakesShouldBeRightAndShort(int kind) throws Exception {
		assertThat(ForkedJvm.run(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=" + kind),
				IdentityHashProgram.class, String.valueOf(kind)))
			.contains(IdentityHashProgram.DONE);
	}

}
