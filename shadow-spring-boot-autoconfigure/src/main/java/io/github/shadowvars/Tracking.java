package io.github.shadowvars;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tracking levels of a registry. A level that was set at run time stays with its id,
 * even if the id is registered again.
 */
final class Tracking {

	private final Sites sites;

	private final double sampleRate;

	private final Map<Long, ShadowTracking> levels = new ConcurrentHashMap<>();

	Tracking(Sites sites, double sampleRate) {
		this.sites = sites;
		this.sampleRate = sampleRate;
	}

	Tracker tracker(long id, ShadowTracking configured) {
		return tracker(this.levels.getOrDefault(id, configured));
	}

	Tracker set(long id, ShadowTracking level) {
		this.levels.put(id, level);
		return tracker(level);
	}

	void forget(long id) {
		this.levels.remove(id);
	}

	private Tracker tracker(ShadowTracking level) {
		return Tracker.of(level, this.sites, this.sampleRate);
	}

}
