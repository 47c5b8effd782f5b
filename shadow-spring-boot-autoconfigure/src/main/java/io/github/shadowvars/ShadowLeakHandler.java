package io.github.shadowvars;

import io.github.shadowvars.reachability.ShadowReachability;

/**
 * Handles new values that reach their own parent, which keeps both alive until the
 * variable is freed by hand. For example, in a test:
 *
 * <pre class="code">
 * ShadowRegistry.builder().leakHandler((variable, reachability, site) -&gt; paths.add(reachability.path()))
 * </pre>
 * <p>
 * It is called once for each path of an id, at most about 1,000 times for a registry, on
 * the thread that attached the variable, without a lock held, so it may use the registry.
 * It must be thread-safe. An exception that it throws is ignored.
 *
 * @see ShadowRegistry.Builder#leakHandler
 */
@FunctionalInterface
public interface ShadowLeakHandler {

	/**
	 * Handles a leak.
	 * @param variable the variable's id, as a handle on all variables of that id
	 * @param reachability how the value reaches its parent
	 * @param site the stack frame that attached it, as in {@link ShadowAllocation#site}
	 */
	void handle(ShadowVariable<?, ?> variable, ShadowReachability reachability, String site);

}
