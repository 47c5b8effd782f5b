package io.github.shadowvars;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Runs the destructors of an id, never while a lock is held, and reports failures.
 */
final class Destruction<P, V> {

	private static final String COLLECTED = "a collected parent";

	private final Id<P, V> id;

	private final ShadowFailureHandler failureHandler;

	private final Batch.@Nullable Destroyer ofType;

	/**
	 * Guarded by this object. Counted without calling a method, because the stack may
	 * have overflowed.
	 */
	private long failures;

	Destruction(Id<P, V> id, ShadowFailureHandler failureHandler) {
		this.id = id;
		this.failureHandler = failureHandler;
		ShadowDestructor<? super P, ? super V> destructor = id.type().destructor();
		this.ofType = (destructor != null) ? destroyer(destructor) : null;
	}

	/**
	 * Returns what runs the type's destructor, or null if the type has none.
	 */
	Batch.@Nullable Destroyer ofType() {
		return this.ofType;
	}

	Batch.Destroyer destroyer(ShadowDestructor<? super P, ? super V> destructor) {
		return (parent, value, cause) -> destroy(parent, value, cause, destructor);
	}

	/**
	 * Destroys a value.
	 * @return whether the destructor succeeded
	 */
	@SuppressWarnings("unchecked")
	boolean destroy(@Nullable Object parent, Object value, FreeCause cause,
			@Nullable ShadowDestructor<? super P, ? super V> destructor) {
		if (destructor == null) {
			return true;
		}
		try {
			destructor.destroy((P) parent, (V) value, cause);
			return true;
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			synchronized (this) {
				this.failures++;
			}
			report((parent != null) ? Arguments.describe(parent) : COLLECTED, cause, ex);
			return false;
		}
	}

	private void report(String shown, FreeCause cause, Throwable failure) {
		try {
			this.failureHandler.handle(new ShadowFailure(this.id.unownedHandle(), shown, cause, failure));
		}
		catch (Throwable ex) {
			// Exceptions of the handler are ignored, because there is no other handler.
		}
	}

	/**
	 * Reports a destructor that blocks the reaper.
	 */
	void reportStuck(Duration running, String thread, StackTraceElement[] stack) {
		String message = ("The destructor of shadow %s has been running for %s on thread %s, and the variables of "
				+ "other collected parents wait for it; make it return sooner, or run destructors "
				+ "elsewhere with destructorExecutor")
			.formatted(this.id.label(), running, thread);
		report(COLLECTED, FreeCause.PARENT_COLLECTED, new UnfinishedException(message, stack));
	}

	/**
	 * Reports callbacks that have not returned by the close timeout.
	 */
	void reportLate(Duration closeTimeout) {
		String message = ("Closing the registry has waited %s for callbacks of shadow %s, which have not returned; "
				+ "make them return sooner, or set a longer closeTimeout")
			.formatted(closeTimeout, this.id.label());
		report("a parent", FreeCause.CLOSED, new UnfinishedException(message));
	}

	synchronized long failures() {
		return this.failures;
	}

}
