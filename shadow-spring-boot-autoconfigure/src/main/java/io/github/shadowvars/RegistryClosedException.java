package io.github.shadowvars;

/**
 * Thrown when a type is registered with a closed registry, or a variable is attached in
 * one.
 */
public final class RegistryClosedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	RegistryClosedException(String message) {
		super(message);
	}

}
