package io.github.shadowvars.actuate.endpoint;

import java.time.Duration;

import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveSite;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.LiveVariable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrackedSites}.
 */
class TrackedSitesTests {

	private final TrackedSites sites = new TrackedSites();

	@Test
	void mostFrequentFirstShouldEstimateBySiteAndSaySoWithTheLowestRate() {
		add("often", 0.25);
		add("often", 1);
		add("often", 0.5);
		add("rare", 1);
		add("rare", 1);
		add("also rare", 1);
		add("also rare", 1);
		assertThat(this.sites.mostFrequentFirst()).containsExactly(new LiveSite("often", 7, true, 0.25),
				new LiveSite("also rare", 2, null, null), new LiveSite("rare", 2, null, null));
	}

	@Test
	void oldestShouldBeTheOneAttachedFirst() {
		assertThat(this.sites.oldest()).isNull();
		assertThat(this.sites.isEmpty()).isTrue();
		// Longer ago than the clock's origin
		add("middle", Duration.ofDays(20_000));
		add("oldest", Duration.ofDays(30_000));
		add("youngest", Duration.ofDays(10_000));
		assertThat(this.sites.oldest()).isEqualTo(variable("oldest"));
		assertThat(this.sites.isEmpty()).isFalse();
	}

	private void add(String site, double rate) {
		this.sites.add(variable(site), new ShadowAllocation(site, Duration.ZERO, rate));
	}

	private void add(String site, Duration age) {
		this.sites.add(variable(site), new ShadowAllocation(site, age, 1));
	}

	private static LiveVariable variable(String site) {
		return new LiveVariable("java.lang.Object@1", site, "PT1S");
	}

}
