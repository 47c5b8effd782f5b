package io.github.shadowvars.autoconfigure;

import java.util.Locale;

/**
 * The common form of names in types and properties: lower case without dashes. So the
 * environment variable {@code SHADOW_TYPES_PSLOCK_MAXLIVE} sets a property of the type
 * {@code ps-lock}.
 */
final class UniformName {

	private UniformName() {
	}

	static String of(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "");
	}

}
