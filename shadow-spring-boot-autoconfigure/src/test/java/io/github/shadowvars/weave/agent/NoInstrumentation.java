package io.github.shadowvars.weave.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;

/**
 * Replaces the JVM's instrumentation in tests that redefine no module.
 */
final class NoInstrumentation {

	private NoInstrumentation() {
	}

	static Instrumentation create() {
		return (Instrumentation) Proxy.newProxyInstance(NoInstrumentation.class.getClassLoader(),
				new Class<?>[] { Instrumentation.class }, (proxy, method, arguments) -> {
					throw new UnsupportedOperationException(method.getName());
				});
	}

}
