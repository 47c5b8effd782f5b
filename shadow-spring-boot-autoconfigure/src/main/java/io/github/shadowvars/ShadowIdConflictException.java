package io.github.shadowvars;

/**
 * Thrown when a type is registered whose id or name belongs to a different type.
 */
public final class ShadowIdConflictException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ShadowIdConflictException(String message) {
		super(message);
	}

}
