package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tracks a fraction of the variables.
 */
final class SiteTracker extends Tracker {

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
