package io.github.shadowvars.weave.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;

/**
 * Stands for the JVM's where no module is redefined.
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
