package io.github.shadowvars;

/**
 * Thrown by {@code alloc} when the parent already has a variable of that id. The existing
 * variable stays as it is, and the constructor was not called. Use {@code getOrAlloc}
 * where a variable may exist. To treat a second one as an error:
 *
 * <pre class="code">
 * try {
 *     variable.alloc(session);
 * }
 * catch (DuplicateShadowException ex) {
 *     throw new IllegalStateException("The session was registered twice", ex);
 * }
 * </pre>
 */
public final class DuplicateShadowException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	DuplicateShadowException(String message) {
		super(message);
	}

}
