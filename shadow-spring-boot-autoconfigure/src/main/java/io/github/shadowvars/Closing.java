package io.github.shadowvars;

/**
 * Why an id takes no new variables.
 *
 * @param cause what its variables are freed with
 * @param type the type of the id
 */
record Closing(FreeCause cause, ShadowType<?, ?> type) {

	IllegalStateException exception() {
		if (this.cause == FreeCause.CLOSED) {
			return new RegistryClosedException(
					"Shadow %s cannot be attached because the registry is closed; attach it while the registry lives"
						.formatted(this.type.label()));
		}
		return new IllegalStateException(
				"Shadow %s cannot be attached because its last owner closed it; register its type again"
					.formatted(this.type.label()));
	}

}
