package io.github.shadowvars;

import java.util.concurrent.TimeoutException;

/**
 * Says that a callback has not returned, other than a {@link TimeoutException} that a
 * destructor throws.
 */
final class UnfinishedException extends TimeoutException {

	private static final long serialVersionUID = 1L;

	UnfinishedException(String message, StackTraceElement... stack) {
		super(message);
		setStackTrace(stack);
	}

}
