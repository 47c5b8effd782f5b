package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowSettings.OnLimit;
import io.github.shadowvars.ShadowTracking;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Properties of shadow variables.
 *
 * @param enabled Whether to auto-configure a registry, its meters and its endpoint.
 * @param closeTimeout How long closing the registry waits for running callbacks.
 * @param metrics Properties of the meters.
 * @param defaults Limits of the types that do not set their own.
 * @param types Settings of single types by name, each with the keys 'id', 'description',
 * 'enabled', 'max-live', 'on-limit' and 'tracking'. Case and dashes in the name are
 * ignored.
 * @param beans Properties of beans, sessions and requests as parents.
 * @param tracking Properties of the tracking of allocation sites.
 * @param leakCheck Check of each new value for a path back to its parent. It takes time,
 * so it is meant for development and tests.
 * @param health Properties of the health indicator.
 */
@ConfigurationProperties("shadow")
record ShadowProperties(@DefaultValue("true") boolean enabled, @DefaultValue("10s") Duration closeTimeout,
		@DefaultValue Metrics metrics, @DefaultValue Defaults defaults, @DefaultValue Map<String, Type> types,
		@DefaultValue Beans beans, @DefaultValue Tracking tracking, @DefaultValue("off") LeakCheck leakCheck,
		@DefaultValue Health health) {

	/**
	 * The result of binding without properties.
	 */
	static final ShadowProperties DEFAULTS = new ShadowProperties(true, Duration.ofSeconds(10), new Metrics(true, 100),
			new Defaults(null, OnLimit.WARN), Map.of(), new Beans(true),
			new Tracking(ShadowTracking.OFF, 0.01, List.of()), LeakCheck.OFF, new Health(false));

	ShadowProperties {
		if (closeTimeout.isNegative()) {
			throw new InvalidShadowPropertyException("shadow.close-timeout", closeTimeout, "It must not be negative.",
					"Use for example 10s, or 0s to wait for no callback.");
		}
	}

	/**
	 * Returns the properties of an environment. Binds them only if one is set, because
	 * binding takes a noticeable part of the start.
	 */
	static ShadowProperties of(Environment environment, ObjectProvider<ShadowProperties> bound) {
		return new PropertySearch(environment).findsAnyBelow(PropertySearch.SHADOW) ? bound.getObject() : DEFAULTS;
	}

	/**
	 * Properties of the meters.
	 *
	 * @param enabled Whether to publish meters.
	 * @param maxIds How many ids have meters of their own. The others are added up under
	 * the id 'other'.
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
	 * Limits of the types that do not set their own.
	 *
	 * @param maxLive How many variables of one type may be live at once. No limit by
	 * default.
	 * @param onLimit What happens to a variable that exceeds the limit.
	 */
	record Defaults(@Nullable Long maxLive, @DefaultValue("warn") OnLimit onLimit) {
	}

	/**
	 * Settings of one type.
	 *
	 * @param id The id, decimal or 0x hex. Gives the name to an id that is used without a
	 * type. If code declares a type with this name, must be that type's id.
	 * @param description Description that listings show instead of the type's.
	 * @param enabled Whether variables can be attached.
	 * @param maxLive How many variables may be live at once.
	 * @param onLimit What happens to a variable that exceeds the limit.
	 * @param tracking Which variables record their allocation site.
	 */
	record Type(@Nullable String id, @Nullable String description, @DefaultValue("true") boolean enabled,
			@Nullable Long maxLive, @Nullable OnLimit onLimit, @Nullable ShadowTracking tracking) {
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

	/**
	 * Properties of the tracking of allocation sites.
	 *
	 * @param level Which variables record their allocation site, for types that do not
	 * set their own level.
	 * @param sampleRate Fraction of the variables that 'sampled' tracks, greater than 0
	 * and at most 1.
	 * @param skipPackages Packages whose stack frames are skipped in the search for the
	 * allocation site, each including the packages below it. This library and the JDK are
	 * always skipped.
	 */
	record Tracking(@DefaultValue("off") ShadowTracking level, @DefaultValue("0.01") double sampleRate,
			@DefaultValue List<String> skipPackages) {

		Tracking {
			if (!(sampleRate > 0 && sampleRate <= 1)) {
				throw new InvalidShadowPropertyException("shadow.tracking.sample-rate", sampleRate,
						"It must be greater than 0 and at most 1.",
						"Use for example 0.01, or set shadow.tracking.level=off to track nothing.");
			}
		}

	}

	/**
	 * Whether new values are checked.
	 */
	enum LeakCheck {

		/**
		 * They are not checked.
		 */
		OFF,

		/**
		 * Each new value is checked.
		 */
		ON

	}

	/**
	 * Properties of the health indicator.
	 *
	 * @param enabled Whether health is down while the variables of an id look like a
	 * leak.
	 */
	record Health(@DefaultValue("false") boolean enabled) {
	}

}
