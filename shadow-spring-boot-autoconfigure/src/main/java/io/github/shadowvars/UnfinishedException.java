package io.github.shadowvars;

import java.util.concurrent.TimeoutException;

/**
 * Reports a callback that has not returned. A type of its own, to tell it from a
 * {@link TimeoutException} that a destructor throws.
 */
final class UnfinishedException extends TimeoutException {

	private static final long serialVersionUID = 1L;

	UnfinishedException(String message, StackTraceElement... stack) {
		super(message);
		setStackTrace(stack);
	}

}
