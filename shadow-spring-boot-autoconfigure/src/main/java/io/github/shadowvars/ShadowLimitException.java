package io.github.shadowvars;

/**
 * Thrown by {@code alloc} and {@code getOrAlloc} when the id has as many live variables
 * as it may, those of running constructors included. Nothing changed, and the constructor
 * was not called.
 *
 * @see ShadowSettings.OnLimit#REJECT
 */
public final class ShadowLimitException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ShadowLimitException(String message) {
		super(message);
	}

}
