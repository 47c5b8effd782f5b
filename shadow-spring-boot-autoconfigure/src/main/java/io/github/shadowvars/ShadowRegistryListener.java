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

	/**
	 * Called in place of {@link #variablesChanged} after an id was registered or first
	 * used, and by default calls it. For listeners that need not read all: with very many
	 * ids, that at each new one would take long. The id may be gone again by now.
	 * @param registry the registry
	 * @param variable what {@link ShadowRegistry#find(long)} returned for the id
	 */
	default void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
		variablesChanged(registry);
	}

}
