package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Releases what a shadow variable holds. For example:
 *
 * <pre class="code">
 * ShadowDestructor&lt;Connection, Listener&gt; destructor = (connection, listener, cause) -&gt; listener.stop();
 * </pre>
 * <p>
 * It runs exactly once for each variable, however many calls and garbage collections race
 * to free it. It runs on the thread that freed the variable. If the parent was
 * garbage-collected, it runs on the registry's reaper thread, in its
 * {@linkplain ShadowRegistry.Builder#destructorExecutor destructor executor}, or on the
 * thread of a {@code freeAll}, {@code purge} or {@code close} that finds the variable
 * first. No lock is held, so a destructor may use the registry. A slow destructor delays
 * its caller, and on the reaper the destructors of other collected parents. It must be
 * thread-safe, because variables of different parents are freed at the same time.
 *
 * @param <P> the type of the parent
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface ShadowDestructor<P, V> {

	/**
	 * Destroys a value. It was detached from its parent before this call.
	 * @param parent the parent, or {@code null} when the cause is
	 * {@link FreeCause#PARENT_COLLECTED}
	 * @param value the value
	 * @param cause why the variable was freed
	 * @throws Exception if the value cannot be destroyed. The failure is counted and
	 * passed to the registry's {@link ShadowFailureHandler}, not to the caller. Other
	 * destructors still run
	 */
	void destroy(@Nullable P parent, V value, FreeCause cause) throws Exception;

}
