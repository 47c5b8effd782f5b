package io.github.shadowvars;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for circles of woven parents with each garbage collector of this JDK. Runs after
 * the agent was packaged.
 */
@Timeout(120)
class WovenCollectorTests {

	private static final String AGENT = System.getProperty("agent.jar", "");

	@BeforeAll
	static void needAgent() {
		assumeTrue(!AGENT.isEmpty(), "The agent's jar is packaged after the tests");
	}

	static Stream<List<String>> options() {
		return CollectorTests.options();
	}

	@ParameterizedTest
	@MethodSource("options")
	void circlesOfTwoParentsAndIdsShouldBeCollectedAndOthersStay(List<String> options) throws Exception {
		assumeThat(ForkedJvm.accepts(options)).as("this JDK knows %s", options).isTrue();
		Stream<String> own = Stream.of("-javaagent:" + AGENT + "=" + Parent.class.getName(), "-Xmx128m");
		assertThat(ForkedJvm.run(Stream.concat(options.stream(), own).toList(), CircleProgram.class))
			.contains(CircleProgram.DONE);
	}

}
