package io.github.shadowvars.actuate.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;

/**
 * The ids that look like a leak, as health details.
 */
final class SuspectIds {

	private final ShadowRegistry registry;

	SuspectIds(ShadowRegistry registry) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
	}

	/**
	 * Returns the details by name of the id.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		for (ShadowVariable<?, ?> variable : this.registry.variables()) {
			if (variable.isSuspect()) {
				details.put(variable.name(), details(variable));
			}
		}
		return details;
	}

	private static Map<String, Object> details(ShadowVariable<?, ?> variable) {
		ShadowStats stats = variable.stats();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("id", "0x" + Long.toHexString(variable.id()));
		details.put("live", stats.live());
		details.put("allocated", stats.allocated());
		details.put("reason", "The lowest count within several garbage collections keeps rising");
		return details;
	}

}
