package io.github.shadowvars;

import java.util.function.LongSupplier;

/**
 * Finds out whether the floor of the live count of an id keeps rising. The floor is the
 * lowest count within a window of several garbage collections, so a count that comes back
 * within a window has a level floor. If the floor falls back after a few rises, the
 * window was too short, and is doubled.
 * <p>
 * Used by the reaper only, except for {@link #isSuspect}.
 */
final class Growth {

	static final int RISES = 5;

	private static final int SHORTEST_WINDOW = 4;

	private static final int LONGEST_WINDOW = 256;

	/**
	 * The number of rises after which a fall of the floor doubles the window.
	 */
	private static final int UNDONE_RISES = 3;

	private static final int PATIENCE = 3;

	/**
	 * The last floors, without those that the count has fallen below since. So each is
	 * higher than the previous one.
	 */
	private final long[] floors = new long[RISES + 1];

	private int size;

	private long highest;

	private int window = SHORTEST_WINDOW;

	private int inWindow;

	private long lowest;

	private int sinceRise;

	private int longestGap;

	private long purged;

	private volatile boolean suspect;

	/**
	 * The first of the floors, which other threads read.
	 */
	private volatile long first;

	/**
	 * Records the count after a garbage collection.
	 * @param live the number of live variables
	 * @param purged the number of variables that were ever purged; a purge restarts the
	 * observation
	 */
	void record(long live, long purged) {
		if (this.purged != purged) {
			this.purged = purged;
			this.inWindow = 0;
			startFrom(live);
		}
		this.lowest = (this.inWindow > 0) ? Math.min(this.lowest, live) : live;
		this.inWindow++;
		this.sinceRise++;
		fall(live);
		if (this.inWindow >= this.window) {
			this.inWindow = 0;
			rise(this.lowest);
		}
		if (this.longestGap > 0 && this.sinceRise > PATIENCE * this.longestGap) {
			startFrom(this.floors[this.size - 1]);
		}
	}

	private void fall(long live) {
		int before = this.size;
		while (this.size > 0 && this.floors[this.size - 1] > live) {
			this.size--;
		}
		if (before - this.size >= UNDONE_RISES) {
			this.window = Math.min(2 * this.window, LONGEST_WINDOW);
		}
		if (this.size == 0 && before > 0) {
			startFrom(live);
		}
		this.suspect &= this.size > 1;
	}

	private void rise(long floor) {
		if (this.size == 0) {
			startFrom(floor);
			return;
		}
		if (floor > this.floors[this.size - 1]) {
			if (this.size == this.floors.length) {
				System.arraycopy(this.floors, 1, this.floors, 0, --this.size);
				this.first = this.floors[0];
			}
			this.floors[this.size++] = floor;
		}
		if (floor > this.highest) {
			this.highest = floor;
			// The first rise does not end a gap
			this.longestGap = Math.max(this.longestGap, (this.longestGap < 0) ? 0 : this.sinceRise);
			this.sinceRise = 0;
			this.suspect |= this.size == this.floors.length;
		}
	}

	private void startFrom(long floor) {
		this.floors[0] = floor;
		this.size = 1;
		this.first = floor;
		this.highest = floor;
		this.sinceRise = 0;
		this.longestGap = -1;
		this.suspect = false;
	}

	/**
	 * Returns whether the id looks like a leak now. Counts the live variables only if the
	 * floor has risen.
	 */
	boolean isSuspect(LongSupplier live) {
		return this.suspect && live.getAsLong() > this.first;
	}

}
