package io.github.shadowvars;

import io.github.shadowvars.reachability.ShadowReachability;

/**
 * Is told when a value that was just attached reaches its own parent, which keeps both
 * alive until the variable is freed by hand. It is called on the thread that attached the
 * variable, without a lock held, once for each path of an id. What it throws is dropped.
 *
 * @see ShadowRegistry.Builder#leakHandler
 */
@FunctionalInterface
public interface ShadowLeakHandler {

	/**
	 * Handles a leak.
	 * @param variable the variables of which it is one
	 * @param reachability how the value reaches its parent
	 * @param site the stack frame that attached it, as in {@link ShadowAllocation#site}
	 */
	void handle(ShadowVariable<?, ?> variable, ShadowReachability reachability, String site);

}
