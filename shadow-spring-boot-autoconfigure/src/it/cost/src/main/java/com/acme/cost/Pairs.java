package com.acme.cost;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * The values of one figure in pairs of consecutive starts. A slow machine slows down both
 * starts of a pair.
 */
record Pairs(double[] without, double[] with) {

	private static final int RESAMPLES = 10_000;

	/**
	 * Returns the median of the comparisons of all pairs.
	 */
	double median(DoubleBinaryOperator comparison) {
		return quantile(compare(comparison), 0.5);
	}

	/**
	 * Returns the 95 % confidence interval of that median, by resampling the pairs.
	 */
	double[] limits(DoubleBinaryOperator comparison) {
		double[] compared = compare(comparison);
		Random random = new Random(1);
		double[] medians = new double[RESAMPLES];
		Arrays.setAll(medians,
				(i) -> quantile(random.ints(compared.length, 0, compared.length).mapToDouble((j) -> compared[j]).toArray(),
						0.5));
		return new double[] { quantile(medians, 0.025), quantile(medians, 0.975) };
	}

	private double[] compare(DoubleBinaryOperator comparison) {
		return IntStream.range(0, this.with.length)
			.mapToDouble((i) -> comparison.applyAsDouble(this.with[i], this.without[i]))
			.toArray();
	}

	/**
	 * Returns an interpolated quantile.
	 */
	static double quantile(double[] values, double share) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		double position = share * (sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}

}
