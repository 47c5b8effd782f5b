package io.github.shadowvars;

/**
 * Thrown when a variable is to be attached by an untyped id that was forgotten. The
 * registry starts the id anew.
 */
final class ForgottenException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient ShadowType<?, ?> type;

	ForgottenException(String message, ShadowType<?, ?> type) {
		super(message);
		this.type = type;
	}

	/**
	 * Tells whether this is about the very use of an id that a type was made for.
	 */
	@SuppressWarnings("ReferenceEquality")
	boolean isAbout(ShadowType<?, ?> type) {
		return this.type == type;
	}

}
