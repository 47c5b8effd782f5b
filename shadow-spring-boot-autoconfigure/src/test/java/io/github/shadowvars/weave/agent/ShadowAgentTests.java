package io.github.shadowvars.weave.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

import io.github.shadowvars.ForkedJvm;
import io.github.shadowvars.weave.Weaving;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the start of the agent, in a JVM of their own, because a started agent stays
 * active.
 */
class ShadowAgentTests {

	@Test
	void premainWhenNamedClassesAreLoadedAlreadyShouldSayWhyTheyAreNotWoven() throws Exception {
		String output = ForkedJvm.run(Duration.ofMinutes(1), List.of("-Xmx64m"), Program.class);
		assertThat(output).contains("active: true, transformer: true")
			.contains(Program.class.getName() + ": it was loaded before the agent was started; "
					+ "name this agent first on the command line")
			.contains("java.lang.String: " + ParentTransformer.OF_THE_JDK)
			.doesNotContain("java.lang.Integer");
	}

	/**
	 * Starts the agent after some classes were loaded.
	 */
	static final class Program {

		private static boolean transformer;

		public static void main(String[] args) {
			Instrumentation instrumentation = (Instrumentation) Proxy.newProxyInstance(Program.class.getClassLoader(),
					new Class<?>[] { Instrumentation.class }, (proxy, method, arguments) -> switch (method.getName()) {
						case "getAllLoadedClasses" -> new Class<?>[] { Program.class, String.class, Integer.class };
						case "addTransformer" -> {
							transformer = arguments[0] instanceof ParentTransformer;
							yield null;
						}
						default -> throw new UnsupportedOperationException(method.getName());
					});
			ShadowAgent.premain(Program.class.getName() + ",java.lang.Str*", instrumentation);
			System.out.println("active: " + Weaving.isActive() + ", transformer: " + transformer);
			Weaving.results().forEach((result) -> System.out.println(result.name() + ": " + result.reason()));
		}

	}

}
