package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;

/**
 * Customizes the auto-configured registry before it is built. Beans of this type are
 * called in their order, after the properties were applied. Not called for a
 * {@code ShadowRegistry} bean of the application. For example:
 *
 * <pre class="code">
 * &#064;Bean
 * ShadowRegistryCustomizer shadowRegistryCustomizer(Executor destructors) {
 *     return (builder) -&gt; builder.destructorExecutor(destructors);
 * }
 * </pre>
 */
@FunctionalInterface
public interface ShadowRegistryCustomizer {

	/**
	 * Customizes the registry.
	 * @param builder the builder of the registry
	 */
	void customize(ShadowRegistry.Builder builder);

}
