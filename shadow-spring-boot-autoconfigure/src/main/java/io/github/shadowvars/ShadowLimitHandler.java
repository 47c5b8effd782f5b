package io.github.shadowvars;

/**
 * Is told when an id gets more live variables than its settings say. It is called on the
 * thread that attached the one too many, without a lock held, once for each time that the
 * limit is crossed: after the number has come down to the limit, crossing it again is a
 * new time. What it throws is dropped.
 *
 * @see ShadowSettings.OnLimit#WARN
 */
@FunctionalInterface
public interface ShadowLimitHandler {

	/**
	 * Handles the crossing of a limit.
	 * @param variable the variables of which there are more than the limit
	 * @param settings the settings of the id
	 */
	void handle(ShadowVariable<?, ?> variable, ShadowSettings settings);

}
