package io.github.shadowvars;

/**
 * Handles failures of destructors. For example:
 *
 * <pre class="code">
 * ShadowRegistry.builder()
 *     .failureHandler((failure) -&gt; logger.warn(failure.message(), failure.exception()))
 * </pre>
 * <p>
 * It is called once for each failure, on the thread that ran the destructor, without a
 * lock held, so it may use the registry. It must be thread-safe. An exception that it
 * throws is ignored.
 * <p>
 * It is also called for callbacks that do not return. Then the exception of the failure
 * is a {@link java.util.concurrent.TimeoutException}, and the failure is not counted:
 * <ul>
 * <li>A destructor has blocked the registry's thread for ten seconds. The exception has
 * the stack trace of the destructor. The handler is called once for each such destructor,
 * on another thread of the registry.
 * <li>{@link ShadowRegistry#close()} has waited for the callbacks of an id until the
 * {@linkplain ShadowRegistry.Builder#closeTimeout close timeout}. The handler is called
 * once for each such id, on the closing thread.
 * </ul>
 */
@FunctionalInterface
public interface ShadowFailureHandler {

	/**
	 * Handles the failure of a destructor.
	 * @param failure the variable, the cause and the exception
	 */
	void handle(ShadowFailure failure);

}
