package io.github.shadowvars;

/**
 * Why an id takes no new variables.
 */
enum CloseReason {

	CLOSED("the registry is closed; attach before it is closed"),

	/**
	 * The last owner closed the id.
	 */
	UNREGISTERED("its last owner closed it; register its type again"),

	/**
	 * This handle was closed, but others own the id.
	 */
	LEFT("this handle was closed; register its type again"),

	/**
	 * The id was used without a type, and forgotten.
	 */
	FORGOTTEN("its id was forgotten; attach by the number of the id");

	/**
	 * The reason and the remedy for a message.
	 */
	private final String reason;

	CloseReason(String reason) {
		this.reason = reason;
	}

	/**
	 * Returns the cause that destructors get.
	 */
	FreeCause cause() {
		return (this == CLOSED) ? FreeCause.CLOSED : FreeCause.UNREGISTERED;
	}

	IllegalStateException exception(ShadowType<?, ?> type) {
		String message = "Shadow %s cannot be attached because %s".formatted(type.label(), this.reason);
		return switch (this) {
			case CLOSED -> new RegistryClosedException(message);
			case FORGOTTEN -> new ForgottenException(message, type);
			case UNREGISTERED, LEFT -> new IllegalStateException(message);
		};
	}

}
