package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;

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
	 * Returns the attachment for what this thread is about to construct.
	 */
	Attachment attachment(Object parent, ReferenceQueue<Object> queue) {
		return new Attachment(parent, queue);
	}

}
