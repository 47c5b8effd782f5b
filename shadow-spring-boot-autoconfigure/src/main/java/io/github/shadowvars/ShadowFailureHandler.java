package io.github.shadowvars;

/**
 * Receives the failures of destructors. It is called on the thread that ran the
 * destructor, once for each failure, without a lock held; what it throws is dropped.
 * <p>
 * It is also told of callbacks that do not return. The exception of the failure is a
 * {@link java.util.concurrent.TimeoutException} then, and the failure is not counted:
 * <ul>
 * <li>A destructor has held up the registry's thread for ten seconds. The stack trace of
 * the exception is that of the destructor. This is told once for each such destructor, on
 * another thread of the registry.
 * <li>{@link ShadowRegistry#close()} has waited for the callbacks of an id until the
 * {@linkplain ShadowRegistry.Builder#closeTimeout close timeout}. This is told once for
 * each such id, on the thread that closes.
 * </ul>
 */
@FunctionalInterface
public interface ShadowFailureHandler {

	/**
	 * Handles the failure of a destructor.
	 * @param failure what failed, and why
	 */
	void handle(ShadowFailure failure);

}
