package io.github.shadowvars;

/**
 * Observes which ids of a registry come into use and go out of use, and which classes
 * make doubtful parents. Each method does nothing by default. For example:
 *
 * <pre class="code">
 * registry.addListener(new ShadowRegistryListener() {
 *     public void variableAdded(ShadowRegistry registry, ShadowVariable&lt;?, ?&gt; variable) {
 *         logger.info("New shadow variable {}", variable.name());
 *     }
 * });
 * </pre>
 * <p>
 * The methods are called on the thread that made the change, after the change and without
 * a lock held, so an implementation may use the registry. It must be thread-safe: calls
 * may overlap, and calls about different changes may arrive in any order.
 * {@link #variableRemoved} may be called before {@link #variableAdded} for the same
 * variable. To find out whether a variable is still in use, compare it with the result of
 * {@link ShadowRegistry#find(long)}. An exception goes to the thread's uncaught exception
 * handler.
 *
 * @see ShadowRegistry#addListener(ShadowRegistryListener)
 */
public interface ShadowRegistryListener {

	/**
	 * Called after an id was registered or used for the first time.
	 * @param registry the registry
	 * @param variable the variable that {@link ShadowRegistry#find(long)} returns for the
	 * id. An id that is registered again later has another variable
	 */
	default void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
	}

	/**
	 * Called after an id was unregistered and its variables were freed, or after it was
	 * forgotten. Not called for ids that are in use when the registry is closed.
	 * @param registry the registry
	 * @param variable the variable that was passed to {@link #variableAdded}
	 */
	default void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
	}

	/**
	 * Called once, after the registry was closed. The registry then removes the listener.
	 * @param registry the registry
	 */
	default void registryClosed(ShadowRegistry registry) {
	}

	/**
	 * Called after a variable was attached to a parent of a doubtful class. Objects of
	 * such a class are never collected (enum constants, string literals) or are usually
	 * compared by {@code equals} (records). Such parents are allowed. Called once for
	 * each such class in a registry.
	 * @param registry the registry
	 * @param variable the variable that {@link ShadowRegistry#find(long)} returns
	 * @param parentType the class of the parent
	 * @param doubt why the class is doubtful, as a clause for a message
	 */
	default void doubtfulParent(ShadowRegistry registry, ShadowVariable<?, ?> variable, Class<?> parentType,
			String doubt) {
	}

}
