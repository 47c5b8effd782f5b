package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Creates the attachments of an id. This class tracks nothing. While no id is tracked,
 * its subclass has no objects, so the JIT compiler inlines this class, and an id that is
 * not tracked has no branch for tracking.
 */
class Tracker {

	static final Tracker OFF = new Tracker(ShadowTracking.OFF);

	private final ShadowTracking level;

	private Tracker(ShadowTracking level) {
		this.level = level;
	}

	/**
	 * Returns a tracker for a level.
	 * @param rate the fraction of the variables to track at
	 * {@link ShadowTracking#SAMPLED}
	 */
	static Tracker of(ShadowTracking level, Sites sites, double rate) {
		return switch (level) {
			case OFF -> OFF;
			case SAMPLED -> new SiteTracker(level, sites, rate);
			case FULL -> new SiteTracker(level, sites, 1);
		};
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

	/**
	 * Tracks a fraction of the variables.
	 */
	private static final class SiteTracker extends Tracker {

		private final Sites sites;

		private final double rate;

		SiteTracker(ShadowTracking level, Sites sites, double rate) {
			super(level);
			this.sites = sites;
			this.rate = rate;
		}

		@Override
		Attachment attachment(Object parent, ReferenceQueue<Object> queue) {
			if (this.rate < 1 && ThreadLocalRandom.current().nextDouble() >= this.rate) {
				return super.attachment(parent, queue);
			}
			return new TrackedAttachment(parent, queue, this.sites.find(), this.rate);
		}

	}

	/**
	 * A variable with its allocation site and time.
	 */
	private static final class TrackedAttachment extends Attachment {

		private final long since = System.nanoTime();

		private final String site;

		private final double rate;

		TrackedAttachment(Object parent, ReferenceQueue<Object> queue, String site, double rate) {
			super(parent, queue);
			this.site = site;
			this.rate = rate;
		}

		@Override
		ShadowAllocation allocation() {
			return new ShadowAllocation(this.site, Duration.ofNanos(System.nanoTime() - this.since), this.rate);
		}

	}

}
