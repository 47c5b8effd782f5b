package com.acme;

import java.util.List;
import java.util.stream.IntStream;

import io.github.shadowvars.ShadowVariable;

/**
 * A user's code.
 */
public final class Attaching {

	private Attaching() {
	}

	public static Object once(ShadowVariable<Object, ?> variable) {
		Object parent = new Object();
		variable.alloc(parent);
		return parent;
	}

	public static List<Object> often(ShadowVariable<Object, ?> variable) {
		List<Object> parents = IntStream.range(0, 3).mapToObj((i) -> new Object()).toList();
		for (Object parent : parents) {
			variable.alloc(parent);
		}
		return parents;
	}

}
