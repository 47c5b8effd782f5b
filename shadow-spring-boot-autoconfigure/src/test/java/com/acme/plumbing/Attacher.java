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

	// The same instructions as the other method, which differs only in its parameters
	public static <P> void attach(ShadowVariable<P, ?> variable, P parent, String overload) {
		variable.alloc(parent);
	}

}
