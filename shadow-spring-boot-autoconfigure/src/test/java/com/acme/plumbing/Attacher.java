package com.acme.plumbing;

import io.github.shadowvars.ShadowVariable;

/**
 * Attaches on behalf of others.
 */
public final class Attacher {

	private Attacher() {
	}

	public static <P> void attach(ShadowVariable<P, ?> variable, P parent) {
		variable.alloc(parent);
	}

	// The same instructions, so that only the parameters tell it from the other
	public static <P> void attach(ShadowVariable<P, ?> variable, P parent, String overload) {
		variable.alloc(parent);
	}

}
