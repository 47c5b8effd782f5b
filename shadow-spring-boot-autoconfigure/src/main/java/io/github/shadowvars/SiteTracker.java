package io.github.shadowvars;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Tracks a share of the constructors.
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
	Callback constructor() {
		if (this.rate < 1 && ThreadLocalRandom.current().nextDouble() >= this.rate) {
			return super.constructor();
		}
		return new TrackedCallback(this.sites.find(), this.rate);
	}

}
