package io.github.shadowvars;

/**
 * Stands between an id and its constructors, and by itself tracks nothing. As long as no
 * id is tracked, its subclass is not loaded, and C2 compiles a call of this to what
 * stands here: an id that is not tracked pays for no branch.
 */
class Tracker {

	static final Tracker OFF = new Tracker(ShadowTracking.OFF);

	private final ShadowTracking level;

	Tracker(ShadowTracking level) {
		this.level = level;
	}

	final ShadowTracking level() {
		return this.level;
	}

	/**
	 * Returns a constructor that is about to run on this thread.
	 */
	Callback constructor() {
		return new Callback();
	}

}
