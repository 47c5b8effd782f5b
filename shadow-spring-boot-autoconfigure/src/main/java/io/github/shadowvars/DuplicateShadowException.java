package io.github.shadowvars;

/**
 * Thrown by {@code alloc} when the parent carries a variable of that id already. The
 * existing variable stays as it was and the constructor was not called.
 */
public final class DuplicateShadowException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	DuplicateShadowException(String message) {
		super(message);
	}

}
