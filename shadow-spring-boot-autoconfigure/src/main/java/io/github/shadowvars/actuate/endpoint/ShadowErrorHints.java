package io.github.shadowvars.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * Lets {@link ShadowError}, which no operation declares as its result, be written in a
 * native image. An annotation would do the same, but every start on a JVM would read it.
 */
final class ShadowErrorHints implements RuntimeHintsRegistrar {

	// Without the actuator there is no endpoint, and ShadowError cannot be loaded
	private static final String ENDPOINTS = "org.springframework.boot.actuate.endpoint.OperationResponseBody";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent(ENDPOINTS, classLoader)) {
			new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), ShadowError.class);
		}
	}

}
