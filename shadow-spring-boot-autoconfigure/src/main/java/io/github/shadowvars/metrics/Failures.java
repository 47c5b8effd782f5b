package io.github.shadowvars.metrics;

import org.jspecify.annotations.Nullable;

/**
 * Runs several actions, even if some of them throw. Not thread-safe.
 */
final class Failures {

	private @Nullable Throwable first;

	void collect(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			if (this.first == null) {
				this.first = ex;
			}
			else if (this.first != ex) {
				this.first.addSuppressed(ex);
			}
		}
	}

	/**
	 * Throws the first exception, with the others as suppressed exceptions.
	 */
	void rethrow() {
		if (this.first != null) {
			throw Failures.<RuntimeException>unchanged(this.first);
		}
	}

	// Code in Kotlin may throw a checked exception
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <X extends Throwable> X unchanged(Throwable ex) throws X {
		throw (X) ex;
	}

}
