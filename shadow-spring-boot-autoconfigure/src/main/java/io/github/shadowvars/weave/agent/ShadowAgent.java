package io.github.shadowvars.weave.agent;

import java.lang.instrument.Instrumentation;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.Weaving.Result;
import org.jspecify.annotations.Nullable;

/**
 * Adds a field for shadow variables to named classes when they are loaded. For example:
 *
 * <pre class="code">
 * java -javaagent:shadow-spring-boot-autoconfigure-agent.jar=com.acme.vendor.Station,com.acme.driver.* …
 * </pre>
 *
 * A name may end in {@code *}, which matches any ending. Further names are read from the
 * resources {@code META-INF/shadow/woven} that the class loader of a class sees, one name
 * per line; a {@code #} starts a comment. A class that cannot be woven works as it does
 * without the agent; {@link Weaving#results()} says why.
 */
public final class ShadowAgent {

	private ShadowAgent() {
	}

	/**
	 * Called by the JVM before the application's {@code main}.
	 * @param argument the text after the {@code =}, or {@code null}
	 * @param instrumentation the JVM's instrumentation
	 */
	public static void premain(@Nullable String argument, Instrumentation instrumentation) {
		ClassNames names = ClassNames.ofArgument(argument);
		Weaving.activate();
		// Not capable of retransformation, so that the JVM starts a retransformation with
		// the woven class, and other agents can retransform it.
		instrumentation.addTransformer(new ParentTransformer(names, instrumentation));
		for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
			if (names.contain(loaded.getName())) {
				Weaving.add(new Result(loaded.getName(), ParentTransformer.isOfTheJdk(loaded.getModule())
						? ParentTransformer.OF_THE_JDK
						: "it was loaded before the agent was started; name this agent first on the command line"));
			}
		}
	}

}
