package io.github.shadowvars;

import java.util.stream.IntStream;

/**
 * A parent with a hash of its own, for builds that ask for it: Lincheck makes all identity
 * hashes the same, and so would put all parents into one segment.
 */
final class NumberedLincheck {

	private final int number;

	private NumberedLincheck(int number) {
		this.number = number;
	}

	static Object[] parents(int count) {
		return IntStream.range(0, count).mapToObj(NumberedLincheck::new).toArray();
	}

	@Override
	public int hashCode() {
		return this.number;
	}

}
