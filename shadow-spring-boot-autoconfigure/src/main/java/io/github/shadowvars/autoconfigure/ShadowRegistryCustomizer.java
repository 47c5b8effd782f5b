package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;

/**
 * Customizes the auto-configured registry before it is built. Beans of this type are
 * called in their order, after the properties were applied.
 */
@FunctionalInterface
public interface ShadowRegistryCustomizer {

	/**
	 * Customizes the registry.
	 * @param builder builds the registry
	 */
	void customize(ShadowRegistry.Builder builder);

}
