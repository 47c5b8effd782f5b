package io.github.shadowvars;

/**
 * Is told when ids come and go.
 *
 * @see ShadowRegistry#addListener(ShadowRegistryListener)
 */
@FunctionalInterface
public interface ShadowRegistryListener {

	/**
	 * Called after an id was registered, first used or unregistered, and after the
	 * registry was closed, on the thread that did it and without a lock held. Calls may
	 * overlap and come out of order: read {@link ShadowRegistry#variables()} anew. What
	 * it throws goes to the thread's uncaught exception handler.
	 * @param registry the registry
	 */
	void variablesChanged(ShadowRegistry registry);

}
