package io.github.shadowvars;

/**
 * Maps identity hashes to bins and stripes. A multiplication spreads a hash over 32 bits,
 * because {@code -XX:hashCode} can make identity hashes sequential, and a 32-bit JVM has
 * hashes of 25 bits. Only the leading bits of the product are well mixed, so bins and
 * stripes are taken from these.
 */
final class Hash {

	/**
	 * 2^32 divided by the golden ratio.
	 */
	private static final int MULTIPLIER = 0x9E3779B9;

	private Hash() {
	}

	static int of(Object parent) {
		return mix(System.identityHashCode(parent));
	}

	static int mix(int identityHash) {
		return identityHash * MULTIPLIER;
	}

	/**
	 * Returns the bin of a hash. Doubling the number of bins splits bin i into 2i and 2i
	 * + 1. The number need not be a power of two.
	 */
	static int bin(int hash, int bins) {
		return (int) ((Integer.toUnsignedLong(hash) * bins) >>> Integer.SIZE);
	}

	/**
	 * Returns the lowest unsigned hash of a bin.
	 */
	static long first(int bin, int bins) {
		return (((long) bin << Integer.SIZE) + bins - 1) / bins;
	}

}
