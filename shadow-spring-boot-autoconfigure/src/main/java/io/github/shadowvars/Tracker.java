package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;

/**
 * Creates the attachments of an id. This class tracks nothing. While no id is tracked,
 * its subclass is not loaded, so the JIT compiler inlines this class, and an id that is
 * not tracked has no branch for tracking.
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
	 * Returns the attachment for a value that this thread is about to construct.
	 */
	Attachment attachment(Object parent, ReferenceQueue<Object> queue) {
		return new Attachment(parent, queue);
	}

}
