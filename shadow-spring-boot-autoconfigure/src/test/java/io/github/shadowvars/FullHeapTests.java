package io.github.shadowvars;

import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call without enough memory throws an error or completes, and loses no variable.
 */
@Timeout(120)
class FullHeapTests {

	@ParameterizedTest
	@ValueSource(strings = { "alloc", "enlarge", "growStriped", "nested", "freeAll", "freeAllLarge", "reapLarge",
			"close", "register", "unregister", "warn", "reject", "end", "endOnce", "endOwned", "reapElsewhere" })
	void callWhenMemoryEndsShouldLoseNothing(String scenario) throws Exception {
		assertThat(run(scenario, true)).containsPattern("Ran out of memory [1-9][0-9]* times, and nothing was lost");
	}

	@ParameterizedTest
	@ValueSource(strings = { "free", "move", "discard", "reap" })
	void callWhenItNeedsNoMemoryShouldSucceed(String scenario) throws Exception {
		assertThat(run(scenario, false)).contains("Ran out of memory 0 times, and nothing was lost");
	}

	private static String run(String scenario, boolean needsMemory) throws Exception {
		return ForkedJvm.run(List.of("-XX:+UseSerialGC", "-Xmx8m", "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1"),
				FullHeapProgram.class, scenario, String.valueOf(needsMemory));
	}

}
