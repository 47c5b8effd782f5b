package io.github.shadowvars;

/**
 * Thrown by {@code alloc} and {@code getOrAlloc} when the id has reached its limit of
 * live variables. Variables whose constructor is running count as live. Nothing was
 * attached, and the constructor was not called.
 *
 * @see ShadowSettings.OnLimit#REJECT
 */
public final class ShadowLimitException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ShadowLimitException(String message) {
		super(message);
	}

}
