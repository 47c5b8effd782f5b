package io.github.shadowvars;

/**
 * Receives the failures of destructors. It is called on the thread that ran the
 * destructor, once for each failure, without a lock held; what it throws is dropped.
 */
@FunctionalInterface
public interface ShadowFailureHandler {

	/**
	 * Handles the failure of a destructor.
	 * @param failure what failed, and why
	 */
	void handle(ShadowFailure failure);

}
