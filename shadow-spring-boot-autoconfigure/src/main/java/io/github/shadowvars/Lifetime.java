package io.github.shadowvars;

/**
 * A lifetime and the class of its parents.
 *
 * @param number identifies the lifetime without keeping it alive
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
