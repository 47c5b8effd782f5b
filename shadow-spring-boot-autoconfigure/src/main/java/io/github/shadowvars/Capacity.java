package io.github.shadowvars;

/**
 * How large segments are. A segment without tags is kept at most three eighths full: it
 * is small, and each further probe would touch another attachment. A tagged one is filled
 * to thirteen sixteenths, in steps of a half and a third, which keeps it more than half
 * full while it grows.
 */
final class Capacity {

	/**
	 * The least that a segment has.
	 */
	static final int MIN = 8;

	/**
	 * From here on a table without tags turns into one of {@link #STRIPES} tagged
	 * segments.
	 */
	static final int MAX_UNTAGGED = 8192;

	/**
	 * From here on a tagged segment is split instead: that bounds the time for which one
	 * {@code alloc} stops to make room.
	 */
	static final int MAX_TAGGED = 6144;

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

	static int limit(int capacity, boolean tagged) {
		return tagged ? capacity * 13 / 16 : capacity * 3 / 8;
	}

	/**
	 * Returns the capacity for a number of attachments with some to come.
	 */
	static int forSize(int size, boolean tagged) {
		int wanted = size + size / 8 + 1;
		int capacity = tagged ? 2 * MIN : MIN;
		while (limit(capacity, tagged) < wanted) {
			capacity = (!tagged) ? capacity * 2 : next(capacity);
		}
		return capacity;
	}

	private static int next(int capacity) {
		return (Integer.bitCount(capacity) == 1) ? capacity / 2 * 3 : capacity / 3 * 4;
	}

}
