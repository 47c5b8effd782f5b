package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

final class Arguments {

	private Arguments() {
	}

	static <T> T notNull(@Nullable T argument, String name) {
		if (argument == null) {
			throw new NullPointerException(name + " must not be null");
		}
		return argument;
	}

	static String hex(long id) {
		return "0x" + Long.toHexString(id);
	}

	/**
	 * Describes an object without calling any of its methods.
	 */
	static String describe(Object object) {
		return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
	}

}
