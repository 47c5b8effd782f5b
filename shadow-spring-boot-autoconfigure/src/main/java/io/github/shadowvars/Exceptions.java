package io.github.shadowvars;

/**
 * Throws exceptions of callbacks, which may be checked ones, as they are.
 */
final class Exceptions {

	private Exceptions() {
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <X extends Throwable> X unchanged(Throwable ex) throws X {
		throw (X) ex;
	}

}
