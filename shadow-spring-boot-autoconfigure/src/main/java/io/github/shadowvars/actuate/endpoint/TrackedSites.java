package io.github.shadowvars.actuate.endpoint;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveSite;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveVariable;
import org.jspecify.annotations.Nullable;

/**
 * The allocation sites of the tracked variables in a scan.
 */
final class TrackedSites {

	private static final Comparator<LiveSite> MOST_FREQUENT_FIRST = Comparator.comparingLong(LiveSite::live)
		.reversed()
		.thenComparing(LiveSite::site);

	private final Map<String, Sample> sites = new LinkedHashMap<>();

	private @Nullable LiveVariable oldest;

	private long oldestSince;

	void add(LiveVariable variable, ShadowAllocation allocation) {
		this.sites.merge(allocation.site(), new Sample(1 / allocation.rate(), allocation.rate()), Sample::plus);
		// The scan takes time, so ages from different visits cannot be compared
		long since = System.nanoTime() - allocation.age().toNanos();
		if (this.oldest == null || since - this.oldestSince < 0) {
			this.oldest = variable;
			this.oldestSince = since;
		}
	}

	boolean isEmpty() {
		return this.sites.isEmpty();
	}

	List<LiveSite> mostFrequentFirst() {
		return this.sites.entrySet()
			.stream()
			.map((site) -> site.getValue().toLive(site.getKey()))
			.sorted(MOST_FREQUENT_FIRST)
			.toList();
	}

	@Nullable LiveVariable oldest() {
		return this.oldest;
	}

	/**
	 * Tracked variables of one site.
	 *
	 * @param estimate the number of variables that they represent
	 * @param rate the lowest sampling rate among them
	 */
	private record Sample(double estimate, double rate) {

		Sample plus(Sample other) {
			return new Sample(this.estimate + other.estimate, Math.min(this.rate, other.rate));
		}

		LiveSite toLive(String site) {
			boolean sampled = this.rate < 1;
			return new LiveSite(site, Math.round(this.estimate), sampled ? true : null, sampled ? this.rate : null);
		}

	}

}
