package io.github.shadowvars;

import java.util.stream.IntStream;

import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * A parent with a hash of its own, for builds that ask for it: Lincheck makes all identity
 * hashes the same, and so would put all parents into one segment. It has the field that
 * the agent would add, which is used in runs with {@code proof.woven=true}.
 */
final class NumberedLincheck implements WovenParent {

	private final int number;

	private volatile @Nullable Object cells;

	NumberedLincheck(int number) {
		this.number = number;
	}

	static NumberedLincheck[] parents(int count) {
		return IntStream.range(0, count).mapToObj(NumberedLincheck::new).toArray(NumberedLincheck[]::new);
	}

	/**
	 * Returns what {@code clone()} would, but with another number.
	 */
	NumberedLincheck copy(int number) {
		NumberedLincheck copy = new NumberedLincheck(number);
		copy.cells = this.cells;
		return copy;
	}

	@Override
	public @Nullable Object shadow$cells() {
		return this.cells;
	}

	@Override
	public void shadow$cells(@Nullable Object cells) {
		this.cells = cells;
	}

	@Override
	public int hashCode() {
		return this.number;
	}

}
