package io.github.shadowvars.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The properties, and the condition under which each has an effect.
 */
final class PropertyRules {

	/**
	 * The conditions by name of the property, with {@code *} for the name of a type.
	 */
	static final Map<String, Need> NEEDS = needs();

	private PropertyRules() {
	}

	private static Map<String, Need> needs() {
		Map<String, Need> needs = new LinkedHashMap<>();
		needs.put("shadow.enabled", Need.NOTHING);
		needs.put("shadow.beans.enabled", Need.REGISTRY);
		needs.put("shadow.close-timeout", Need.BUILT_REGISTRY);
		needs.put("shadow.defaults.max-live", Need.BUILT_REGISTRY);
		needs.put("shadow.defaults.on-limit", Need.LIMIT);
		needs.put("shadow.health.enabled", Need.HEALTH);
		needs.put("shadow.leak-check", Need.BUILT_REGISTRY);
		for (Integration integration : Integration.values()) {
			needs.put("shadow.lifetimes.%s.enabled".formatted(integration.key()), Need.INTEGRATION);
		}
		needs.put("shadow.lifetimes.web-session.check-interval", Need.INTEGRATION);
		needs.put("shadow.metrics.enabled", Need.METERS);
		needs.put("shadow.metrics.max-ids", Need.METERS);
		needs.put("shadow.tracking.level", Need.BUILT_REGISTRY);
		needs.put("shadow.tracking.sample-rate", Need.BUILT_REGISTRY);
		needs.put("shadow.tracking.skip-packages", Need.BUILT_REGISTRY);
		needs.put("shadow.types.*.description", Need.BUILT_REGISTRY);
		needs.put("shadow.types.*.enabled", Need.BUILT_REGISTRY);
		needs.put("shadow.types.*.id", Need.BUILT_REGISTRY);
		needs.put("shadow.types.*.max-live", Need.BUILT_REGISTRY);
		needs.put("shadow.types.*.on-limit", Need.LIMIT);
		needs.put("shadow.types.*.tracking", Need.BUILT_REGISTRY);
		needs.put("management.endpoint.shadows.access", Need.ENDPOINT);
		needs.put("management.endpoint.shadows.cache.time-to-live", Need.ENDPOINT);
		return needs;
	}

	/**
	 * Returns the condition of a property, or null if there is no such property.
	 */
	static @Nullable Need of(ConfigurationPropertyName name) {
		// An element of a list has the rule of the list
		ConfigurationPropertyName property = (name.isLastElementIndexed()
				&& name.isNumericIndex(name.getNumberOfElements() - 1)) ? name.getParent() : name;
		for (Map.Entry<String, Need> rule : NEEDS.entrySet()) {
			if (matches(rule.getKey().split("\\."), property)) {
				return rule.getValue();
			}
		}
		return null;
	}

	private static boolean matches(String[] rule, ConfigurationPropertyName name) {
		if (rule.length != name.getNumberOfElements()) {
			return false;
		}
		for (int i = 0; i < rule.length; i++) {
			if (!rule[i].equals("*") && !UniformName.of(rule[i]).equals(name.getElement(i, Form.UNIFORM))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the name of the property that is most similar to one that does not exist.
	 */
	static String nearest(ConfigurationPropertyName name) {
		boolean type = name.getNumberOfElements() > 2 && name.getElement(1, Form.UNIFORM).equals("types");
		String prefix = type ? ShadowTypeSettings.property(name.getElement(2, Form.ORIGINAL), "") : "";
		List<String> known = NEEDS.keySet()
			.stream()
			.filter((candidate) -> type == candidate.startsWith("shadow.types."))
			.map((candidate) -> candidate.replace("shadow.types.*", prefix))
			.toList();
		return NearestNames.of(name.toString(), known).findFirst().orElseThrow();
	}

	/**
	 * The condition under which a property has an effect.
	 */
	enum Need {

		/**
		 * The property always has an effect.
		 */
		NOTHING,

		/**
		 * There is one registry, or one is primary. The conditions below require this,
		 * too.
		 */
		REGISTRY,

		/**
		 * This registry was built from the properties.
		 */
		BUILT_REGISTRY,

		/**
		 * This registry was built from the properties, and there is a limit.
		 */
		LIMIT,

		/**
		 * This registry was built from the properties, and the integration is in force.
		 */
		INTEGRATION,

		/**
		 * Meters are published.
		 */
		METERS,

		/**
		 * There is a health indicator.
		 */
		HEALTH,

		/**
		 * There is an endpoint.
		 */
		ENDPOINT

	}

}
