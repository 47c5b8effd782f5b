package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowVariable;

/**
 * How messages show ids, as those of the core do.
 */
final class Labels {

	private Labels() {
	}

	/**
	 * Returns the id in hex, and the name if there is one.
	 */
	static String of(ShadowVariable<?, ?> variable) {
		return of(variable.id(), variable.name());
	}

	static String of(long id, String name) {
		String hex = "0x" + Long.toHexString(id);
		return name.equals(hex) ? hex : "%s (%s)".formatted(hex, name);
	}

}
