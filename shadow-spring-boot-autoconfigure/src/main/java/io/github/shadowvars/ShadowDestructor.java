package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Releases what a shadow variable holds. It runs exactly once for each variable, whatever
 * mix of calls and garbage collection ends it, on the thread that freed the variable, or
 * on the registry's reaper thread once the parent was collected. No lock of the registry
 * is held, so a destructor may use the registry freely; a slow one delays its caller, and
 * on the reaper the destructors of other collected parents.
 *
 * @param <P> the type of the parent
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface ShadowDestructor<P, V> {

	/**
	 * Destroys a value that was just detached from its parent.
	 * @param parent the parent, or {@code null} when the cause is
	 * {@link FreeCause#PARENT_COLLECTED}
	 * @param value the value
	 * @param cause why the variable was freed
	 * @throws Exception if the value cannot be destroyed; the failure is counted and
	 * handed to the registry's {@link ShadowFailureHandler}, never to the caller, and the
	 * remaining destructors run
	 */
	void destroy(@Nullable P parent, V value, FreeCause cause) throws Exception;

}
