package io.github.shadowvars;

/**
 * Thrown when a variable is attached through a handle whose id was forgotten. If the call
 * was by the number of the id, the registry creates the id again.
 */
final class ForgottenException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient ShadowType<?, ?> type;

	ForgottenException(String message, ShadowType<?, ?> type) {
		super(message);
		this.type = type;
	}

	/**
	 * Returns whether the forgotten id was used with this type object.
	 */
	@SuppressWarnings("ReferenceEquality")
	boolean isAbout(ShadowType<?, ?> type) {
		return this.type == type;
	}

}
