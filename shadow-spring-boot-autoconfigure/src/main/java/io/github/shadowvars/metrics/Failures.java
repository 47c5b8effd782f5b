package io.github.shadowvars.metrics;

import org.jspecify.annotations.Nullable;

/**
 * Runs several actions, all of them even if some throw. Not thread-safe.
 */
final class Failures {

	private @Nullable Throwable first;

	void collect(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.first == null) {
				this.first = ex;
			}
			else if (this.first != ex) {
				this.first.addSuppressed(ex);
			}
		}
	}

	/**
	 * Throws what the first action threw, with what the others threw as suppressed.
	 */
	void rethrow() {
		if (this.first instanceof Error error) {
			throw error;
		}
		if (this.first != null) {
			throw (RuntimeException) this.first;
		}
	}

}
