package io.github.shadowvars;

/**
 * Handles the crossing of a limit of live variables. For example:
 *
 * <pre class="code">
 * ShadowRegistry.builder()
 *     .limitHandler((variable, settings) -&gt; logger.warn("{} exceeds {}", variable.name(), settings.maxLive()))
 * </pre>
 * <p>
 * It is called on the thread that attached the variable that exceeds the limit, without a
 * lock held, so it may use the registry. It is called once for each crossing. The next
 * crossing is possible only after the number has fallen to the limit. It must be
 * thread-safe. An exception that it throws is ignored.
 *
 * @see ShadowSettings.OnLimit#WARN
 */
@FunctionalInterface
public interface ShadowLimitHandler {

	/**
	 * Handles the crossing of a limit.
	 * @param variable the variables that exceed the limit
	 * @param settings the settings of the id
	 */
	void handle(ShadowVariable<?, ?> variable, ShadowSettings settings);

}
