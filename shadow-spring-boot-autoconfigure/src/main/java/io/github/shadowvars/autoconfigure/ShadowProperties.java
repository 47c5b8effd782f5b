package io.github.shadowvars.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of shadow variables.
 *
 * @param enabled Whether to auto-configure a registry, its meters and its endpoint.
 * @param closeTimeout How long closing the registry waits for callbacks that are running.
 * @param metrics Properties of the meters.
 */
@ConfigurationProperties("shadow")
record ShadowProperties(@DefaultValue("true") boolean enabled, @DefaultValue("10s") Duration closeTimeout,
		@DefaultValue Metrics metrics) {

	ShadowProperties {
		if (closeTimeout.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("shadow.close-timeout", closeTimeout,
					"It must not be negative; use for example 10s, or 0s to wait for no callback.");
		}
	}

	/**
	 * Properties of the meters.
	 *
	 * @param enabled Whether to publish meters.
	 * @param maxIds How many ids have meters of their own. The others add up under the id
	 * 'other'.
	 */
	record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("100") int maxIds) {

		Metrics {
			if (maxIds < 0) {
				throw new InvalidConfigurationPropertyValueException("shadow.metrics.max-ids", maxIds,
						"It must not be negative; use for example 100, or 0 to add up all ids under 'other'.");
			}
		}

	}

}
