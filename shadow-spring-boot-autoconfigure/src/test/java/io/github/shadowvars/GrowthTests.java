package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Growth}: how the signal changes with collections. Each series has the
 * counts after the collections.
 */
class GrowthTests {

	private final Growth growth = new Growth();

	private final List<Integer> changes = new ArrayList<>();

	private int collections;

	private boolean before;

	private long purged;

	@Test
	void fastLeakShouldChangeTheSignalOnce() {
		run(1000, (n) -> n);
		assertThat(this.changes).containsExactly(24);
	}

	@Test
	void leakOfManyPerCollectionShouldChangeTheSignalOnce() {
		run(1000, (n) -> 50L + 1000L * n);
		assertThat(this.changes).containsExactly(24);
	}

	@Test
	void leakOfSixtyInAHundredAndTwentyCollectionsShouldChangeTheSignalOnce() {
		run(120, (n) -> n / 2);
		assertThat(this.changes).containsExactly(24);
	}

	@Test
	void leakOfOneInAHundredCollectionsShouldChangeTheSignalOnce() {
		run(5000, (n) -> n / 100);
		assertThat(this.changes).singleElement().satisfies((at) -> assertThat(at).isBetween(500, 520));
	}

	@Test
	void leakThatComesAtRandomShouldChangeTheSignalOnce() {
		Random random = new Random(7);
		long[] live = { 100 };
		run(10_000, (n) -> live[0] += (random.nextInt(20) == 0) ? 1 : 0);
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void leakWithHalfOfItFreedShouldChangeTheSignalOnce() {
		// Two are attached at each collection, and one is freed at every second
		// collection
		run(1000, (n) -> 10 + n + ((n % 2 == 0) ? 5 : 0));
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void leakUnderASawtoothShouldChangeTheSignalOnce() {
		run(2000, (n) -> 100 + n / 10 + 20L * (n % 10));
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void leakUnderNoiseShouldChangeTheSignalOnce() {
		Random random = new Random(7);
		run(3000, (n) -> 1000 + n + random.nextInt(50));
		assertThat(this.changes).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 5, 8, 10, 16, 20, 23 })
	void healthySawtoothShouldNotChangeTheSignal(int period) {
		run(5000, (n) -> 10 + 7L * (n % period));
		assertThat(this.changes).isEmpty();
	}

	@Test
	void healthySawtoothOfLongTeethShouldChangeTheSignalForItsFirstTeethOnly() {
		run(20_000, (n) -> 10 + 7L * (n % 200));
		assertThat(this.changes).hasSizeLessThanOrEqualTo(8).allSatisfy((at) -> assertThat(at).isLessThan(2000));
		assertThat(isSuspect(Long.MAX_VALUE)).isFalse();
	}

	@Test
	void healthyNoiseShouldNotChangeTheSignal() {
		Random random = new Random(7);
		run(5000, (n) -> 1000 + random.nextInt(200));
		assertThat(this.changes).isEmpty();
	}

	@Test
	void warmUpToAPlateauShouldNotChangeTheSignalIfItIsShort() {
		run(1000, (n) -> Math.min(n, 16) * 100L);
		assertThat(this.changes).isEmpty();
	}

	@Test
	void warmUpToAPlateauShouldSetTheSignalBackOnceTheFloorIsLevel() {
		run(1000, (n) -> Math.min(n, 100) * 10L);
		assertThat(this.changes).hasSize(2).last().satisfies((at) -> assertThat(at).isBetween(101, 120));
	}

	@Test
	void warmUpToANoisyPlateauShouldEndWithoutTheSignal() {
		Random random = new Random(7);
		run(5000, (n) -> Math.min(n, 100) * 10L + random.nextInt(50));
		assertThat(this.changes).hasSize(2);
	}

	@Test
	void stepWhenThereWereFourRisesOnlyShouldNotChangeTheSignal() {
		run(10_000, (n) -> Math.min(n / 100, 4));
		assertThat(this.changes).isEmpty();
	}

	@Test
	void signalWhenTheLeakIsFreedShouldChangeBackWithoutAnotherCollection() {
		run(100, (n) -> n);
		assertThat(isSuspect(100)).isTrue();
		assertThat(isSuspect(50)).isFalse();
		run(1, (n) -> 50);
		assertThat(isSuspect(100)).isFalse();
	}

	@Test
	void signalWhenOneIsFreedShouldStay() {
		run(100, (n) -> n);
		run(100, (n) -> 98 + n);
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void signalWhenTheLeakGoesOnAfterItWasFreedShouldChangeAgain() {
		run(1000, (n) -> n % 500);
		assertThat(this.changes).hasSize(3);
	}

	@Test
	void signalWhenAnOperatorPurgedShouldChangeAgainIfTheyGrow() {
		run(100, (n) -> n);
		this.purged = 100;
		run(1, (n) -> 0);
		assertThat(isSuspect(Long.MAX_VALUE)).isFalse();
		run(100, (n) -> n);
		assertThat(this.changes).containsExactly(24, 101, 124);
	}

	private void run(int length, IntToLongFunction series) {
		for (int n = 0; n < length; n++) {
			long live = series.applyAsLong(n);
			this.growth.record(live, this.purged);
			this.collections++;
			if (isSuspect(live) != this.before) {
				this.before = !this.before;
				this.changes.add(this.collections);
			}
		}
	}

	private boolean isSuspect(long live) {
		return this.growth.isSuspect(() -> live);
	}

}
