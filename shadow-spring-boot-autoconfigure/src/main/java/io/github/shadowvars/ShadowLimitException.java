package io.github.shadowvars;

/**
 * Thrown by {@code alloc} and {@code getOrAlloc} when the id has reached its limit of
 * live variables. Variables whose constructor is running count as live. Nothing was
 * attached, and the constructor was not called. A caller can do without the variable:
 *
 * <pre class="code">
 * try {
 *     variable.getOrAlloc(session).add(message);
 * }
 * catch (ShadowLimitException ex) {
 *     reply(HttpStatus.TOO_MANY_REQUESTS);
 * }
 * </pre>
 *
 * @see ShadowSettings.OnLimit#REJECT
 */
public final class ShadowLimitException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ShadowLimitException(String message) {
		super(message);
	}

}
