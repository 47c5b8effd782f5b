package io.github.shadowvars;

/**
 * Thrown when a type is registered with a closed registry, or a variable is attached in
 * one. Work that may run during shutdown can stop there:
 *
 * <pre class="code">
 * try {
 *     variable.getOrAlloc(session).add(message);
 * }
 * catch (RegistryClosedException ex) {
 *     return; // the application is shutting down
 * }
 * </pre>
 */
public final class RegistryClosedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	RegistryClosedException(String message) {
		super(message);
	}

}
