package io.github.shadowvars.actuate.health;

import java.util.Map;

import io.github.shadowvars.ShadowRegistry;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A health indicator that is {@code DOWN} while the variables of an id look like a leak.
 * The details map the name of each such id to the id in hex, its live and allocated
 * counts, and the reason. Thread-safe. It holds its registry and nothing else. For
 * example:
 *
 * <pre class="code">
 * HealthIndicator indicator = new ShadowHealthIndicator(registry);
 * </pre>
 *
 * @see io.github.shadowvars.ShadowVariable#isSuspect()
 */
public final class ShadowHealthIndicator implements HealthIndicator {

	private final SuspectIds suspects;

	/**
	 * Creates the indicator.
	 * @param registry the registry to check
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
