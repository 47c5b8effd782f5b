package io.github.shadowvars;

/**
 * Thrown when a closed registry is asked to register a type or to attach a variable.
 */
public final class RegistryClosedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	RegistryClosedException(String message) {
		super(message);
	}

}
