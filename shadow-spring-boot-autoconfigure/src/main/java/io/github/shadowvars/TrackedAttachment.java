package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;

/**
 * A variable with its allocation site and time.
 */
final class TrackedAttachment extends Attachment {

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
