package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Methods for exceptions of callbacks.
 */
final class Exceptions {

	private Exceptions() {
	}

	/**
	 * Returns the first of several exceptions, with the others as suppressed exceptions.
	 * @param first the first, or null if there was none before
	 */
	static Throwable withFurther(@Nullable Throwable first, Throwable further) {
		if (first == null) {
			return further;
		}
		try {
			if (first != further) {
				first.addSuppressed(further);
			}
		}
		catch (VirtualMachineError ex) {
			// Without memory or stack, the first is enough
		}
		return first;
	}

	/**
	 * Returns an exception as it is, so that it can be thrown even if it is checked.
	 */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <X extends Throwable> X unchanged(Throwable ex) throws X {
		throw (X) ex;
	}

}
