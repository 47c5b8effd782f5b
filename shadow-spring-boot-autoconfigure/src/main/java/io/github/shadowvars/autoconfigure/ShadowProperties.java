package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.shadowvars.ShadowSettings.OnLimit;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of shadow variables.
 *
 * @param enabled Whether to auto-configure a registry, its meters and its endpoint.
 * @param closeTimeout How long closing the registry waits for callbacks that are running.
 * @param metrics Properties of the meters.
 * @param defaults Limits of every type that has none of its own.
 * @param types Settings of single types by name, each with the keys 'id', 'description',
 * 'enabled', 'max-live' and 'on-limit'.
 * @param beans Properties of beans, sessions and requests as parents.
 */
@ConfigurationProperties("shadow")
record ShadowProperties(@DefaultValue("true") boolean enabled, @DefaultValue("10s") Duration closeTimeout,
		@DefaultValue Metrics metrics, @DefaultValue Defaults defaults, @DefaultValue Map<String, Type> types,
		@DefaultValue Beans beans) {

	ShadowProperties {
		if (closeTimeout.isNegative()) {
			throw new InvalidShadowPropertyException("shadow.close-timeout", closeTimeout, "It must not be negative.",
					"Use for example 10s, or 0s to wait for no callback.");
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
				throw new InvalidShadowPropertyException("shadow.metrics.max-ids", maxIds, "It must not be negative.",
						"Use for example 100, or 0 to add up all ids under 'other'.");
			}
		}

	}

	/**
	 * Limits of every type that has none of its own.
	 *
	 * @param maxLive How many variables of one type may live at once. By default any
	 * number.
	 * @param onLimit What becomes of a variable beyond the limit.
	 */
	record Defaults(@Nullable Long maxLive, @DefaultValue("warn") OnLimit onLimit) {
	}

	/**
	 * Settings of one type.
	 *
	 * @param id The id, decimal or 0x hex. Names an id that is used without a type. That
	 * of a type declared in code must be the same.
	 * @param description What listings show in place of the type's own description.
	 * @param enabled Whether variables can be attached.
	 * @param maxLive How many variables may live at once.
	 * @param onLimit What becomes of a variable beyond the limit.
	 */
	record Type(@Nullable String id, @Nullable String description, @DefaultValue("true") boolean enabled,
			@Nullable Long maxLive, @Nullable OnLimit onLimit) {
	}

	/**
	 * Properties of beans, sessions and requests as parents.
	 *
	 * @param enabled Whether to free the variables of a bean, an HTTP session or a
	 * servlet request just before it is destroyed. For beans this holds for every
	 * registered parent class but Object.
	 */
	record Beans(@DefaultValue("true") boolean enabled) {
	}

}
