package io.github.shadowvars.actuate.health;

import java.util.Map;

import io.github.shadowvars.ShadowRegistry;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health that is down while the variables of an id look like a leak, with details of each
 * such id by its name, and up again once they do not. Thread-safe.
 *
 * @see io.github.shadowvars.ShadowVariable#isSuspect()
 */
public final class ShadowHealthIndicator implements HealthIndicator {

	private final SuspectIds suspects;

	/**
	 * Creates the indicator.
	 * @param registry the registry to look at
	 * @throws NullPointerException if the registry is null
	 */
	public ShadowHealthIndicator(ShadowRegistry registry) {
		this.suspects = new SuspectIds(registry);
	}

	@Override
	public Health health() {
		Map<String, Object> details = this.suspects.details();
		return (details.isEmpty() ? Health.up() : Health.down()).withDetails(details).build();
	}

}
