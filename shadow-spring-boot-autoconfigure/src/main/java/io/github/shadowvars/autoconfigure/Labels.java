package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowVariable;

/**
 * The form of ids in messages, as in the core.
 */
final class Labels {

	private Labels() {
	}

	/**
	 * Returns the id in hex and, if there is one, the name.
	 */
	static String of(ShadowVariable<?, ?> variable) {
		return of(variable.id(), variable.name());
	}

	static String of(long id, String name) {
		String hex = "0x" + Long.toHexString(id);
		return name.equals(hex) ? hex : "%s (%s)".formatted(hex, name);
	}

}
