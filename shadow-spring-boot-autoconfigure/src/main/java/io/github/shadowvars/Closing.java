package io.github.shadowvars;

/**
 * Why an id takes no new variables.
 *
 * @param cause the cause that destructors get
 * @param type the type of the id
 * @param reason the reason and the remedy for a message
 */
record Closing(FreeCause cause, ShadowType<?, ?> type, String reason) {

	private static final String FORGOTTEN = "its id was forgotten; attach by the number of the id";

	static Closing closed(ShadowType<?, ?> type) {
		return new Closing(FreeCause.CLOSED, type, "the registry is closed; attach before it is closed");
	}

	/**
	 * The last owner closed the id.
	 */
	static Closing unregistered(ShadowType<?, ?> type) {
		return new Closing(FreeCause.UNREGISTERED, type, "its last owner closed it; register its type again");
	}

	/**
	 * This handle was closed, but others own the id.
	 */
	static Closing left(ShadowType<?, ?> type) {
		return new Closing(FreeCause.UNREGISTERED, type, "this handle was closed; register its type again");
	}

	/**
	 * The id was used without a type, and forgotten.
	 */
	static Closing forgotten(ShadowType<?, ?> type) {
		return new Closing(FreeCause.UNREGISTERED, type, FORGOTTEN);
	}

	IllegalStateException exception() {
		String message = "Shadow %s cannot be attached because %s".formatted(this.type.label(), this.reason);
		if (this.cause == FreeCause.CLOSED) {
			return new RegistryClosedException(message);
		}
		return this.reason.equals(FORGOTTEN) ? new ForgottenException(message, this.type)
				: new IllegalStateException(message);
	}

}
