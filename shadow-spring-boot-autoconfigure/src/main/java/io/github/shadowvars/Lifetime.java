package io.github.shadowvars;

/**
 * A lifetime and the parents for which it holds.
 *
 * @param number stands for the lifetime where it must not be kept alive
 */
record Lifetime(int number, Class<?> parentType, ParentLifetime<?> lifetime) {

	boolean holdsFor(Object parent) {
		return this.parentType.isInstance(parent);
	}

	@SuppressWarnings("unchecked")
	void ask(Object parent, Runnable ended) throws Exception {
		((ParentLifetime<Object>) this.lifetime).onEnd(parent, ended);
	}

}
