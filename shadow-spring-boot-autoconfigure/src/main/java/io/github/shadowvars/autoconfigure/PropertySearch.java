package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Finds properties in the order of binding: if several sources set a property, the first
 * one applies.
 */
final class PropertySearch {

	/**
	 * The name that the library's own properties start with.
	 */
	static final ConfigurationPropertyName SHADOW = ConfigurationPropertyName.of("shadow");

	/**
	 * The names that the properties of this library and of its endpoint start with.
	 */
	static final List<ConfigurationPropertyName> PREFIXES = List.of(SHADOW,
			ConfigurationPropertyName.of("management.endpoint.shadows"));

	private final Iterable<ConfigurationPropertySource> sources;

	PropertySearch(Environment environment) {
		this.sources = (environment instanceof ConfigurableEnvironment) ? ConfigurationPropertySources.get(environment)
				: List.of();
	}

	/**
	 * Returns whether a property of this library is set, or may be set by a source that
	 * cannot list its names.
	 */
	boolean findsAny() {
		for (ConfigurationPropertyName prefix : PREFIXES) {
			if (findsAnyBelow(prefix)) {
				return true;
			}
		}
		return false;
	}

	boolean findsAnyBelow(ConfigurationPropertyName prefix) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source.containsDescendantOf(prefix) != ConfigurationPropertyState.ABSENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the property with exactly this name.
	 */
	@Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Returns the properties whose names start with this one, in order of precedence of
	 * their sources. Sources that cannot list their names are left out.
	 */
	Collection<ConfigurationProperty> findBelow(ConfigurationPropertyName prefix) {
		Map<ConfigurationPropertyName, ConfigurationProperty> found = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : this.sources) {
			// A look-up in an index: most sources do not have the name
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.containsDescendantOf(prefix) != ConfigurationPropertyState.ABSENT) {
				List<ConfigurationPropertyName> names = new ArrayList<>();
				for (ConfigurationPropertyName name : iterable) {
					if (prefix.isAncestorOf(name)) {
						names.add(name);
					}
				}
				for (ConfigurationPropertyName name : names) {
					ConfigurationProperty property = source.getConfigurationProperty(name);
					if (property != null) {
						found.putIfAbsent(name, property);
					}
				}
			}
		}
		return found.values();
	}

	/**
	 * Returns the origin of a property for a message.
	 */
	static String origin(ConfigurationProperty property) {
		return (property.getOrigin() != null) ? property.getOrigin().toString() : "an unknown source";
	}

}
