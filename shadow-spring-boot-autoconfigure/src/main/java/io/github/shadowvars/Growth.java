package io.github.shadowvars;

/**
 * Whether the variables of an id became more with each of the last collections, and the
 * application has never freed one.
 */
final class Growth {

	private final int collections;

	/**
	 * How many variables there were at the last collection. Used by the reaper only.
	 */
	private long live;

	private volatile int rises;

	Growth(int collections) {
		this.collections = collections;
	}

	/**
	 * Notes that there was a garbage collection. Called by the reaper only.
	 */
	void collected(ShadowStats stats) {
		this.rises = (stats.live() > this.live) ? Math.min(this.rises + 1, this.collections) : 0;
		this.live = stats.live();
	}

	/**
	 * Tells whether it looks like a leak now. What an operator purged is no sign that the
	 * application frees anything.
	 */
	boolean isSuspect(ShadowStats stats) {
		return this.rises >= this.collections && stats.live() > 0
				&& stats.freed().keySet().stream().allMatch((cause) -> cause == FreeCause.PURGED);
	}

}
