package io.github.shadowvars;

/**
 * How large segments are. None is filled beyond what keeps probes short, for each further
 * probe touches another attachment. A whole table, whose slots the processor's caches
 * hold, is made for twice what it holds and is an eighth to a quarter full while it
 * grows; a part is made for a fifth more, and is more than a third full.
 */
final class Capacity {

	/**
	 * The least that a segment has.
	 */
	static final int MIN = 8;

	/**
	 * From here on a whole table turns into one of {@link #STRIPES} parts.
	 */
	static final int MAX_WHOLE = 16 * 1024;

	/**
	 * From here on a part is split instead: that bounds the time for which one
	 * {@code alloc} stops to make room.
	 */
	static final int MAX_PART = 64 * 1024;

	/**
	 * The number of locks of a large table, and its first number of segments.
	 */
	static final int STRIPES = 64;

	/**
	 * From here on down a large table turns into a small one again.
	 */
	static final int FEW = 512;

	private Capacity() {
	}

	static int limit(int capacity, boolean whole) {
		return whole ? capacity / 4 : capacity * 7 / 16;
	}

	/**
	 * Returns the capacity for a number of attachments with some to come.
	 */
	static int forSize(int size, boolean whole) {
		return Math.max(MIN, whole ? (size * 2 + 2) * 4 : (size + size / 5 + 2) * 16 / 7);
	}

}
