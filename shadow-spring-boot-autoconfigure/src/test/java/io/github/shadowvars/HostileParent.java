package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * A parent whose own methods must not be called, not even for a message.
 */
final class HostileParent {

	@Override
	public boolean equals(@Nullable Object other) {
		throw new AssertionError("equals was called");
	}

	@Override
	public int hashCode() {
		throw new AssertionError("hashCode was called");
	}

	@Override
	public String toString() {
		throw new AssertionError("toString was called");
	}

	/**
	 * Returns the form of an object in messages.
	 */
	static String shown(Object object) {
		return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
	}

}
