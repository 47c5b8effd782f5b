package io.github.shadowvars.actuate.endpoint;

import java.time.Duration;
import java.util.List;

import io.github.shadowvars.ForkedJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint of an application with ten million live variables: every answer has the
 * status that is documented and a bounded size, and nothing is lost.
 */
@Tag("once")
class ShadowsEndpointTenMillionTests {

	private static final Duration DEADLINE = Duration.ofMinutes(5);

	// Some 60 bytes for each variable and its parent, which the serial collector copies
	// with the least work
	private static final List<String> OPTIONS = List.of("-Xms1500m", "-Xmx1500m", "-XX:+UseSerialGC");

	@Test
	void anyWhenTenMillionAreLiveShouldAnswerBoundedAndLoseNothing() throws Exception {
		assertThat(ForkedJvm.run(DEADLINE, OPTIONS, TenMillionProgram.class)).contains(TenMillionProgram.DONE);
	}

}
