package io.github.shadowvars;

/**
 * Thrown when a variable is to be attached to a parent whose life has ended, as a
 * {@link ParentLifetime} has told.
 */
public final class ParentEndedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ParentEndedException(String message) {
		super(message);
	}

}
