package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;

/**
 * A constructor that knows who called it.
 */
final class TrackedCallback extends Callback {

	private final String site;

	private final double rate;

	TrackedCallback(String site, double rate) {
		this.site = site;
		this.rate = rate;
	}

	@Override
	Attachment attachment(Object parent, ReferenceQueue<Object> queue) {
		return new TrackedAttachment(parent, queue, this.site, this.rate);
	}

}
