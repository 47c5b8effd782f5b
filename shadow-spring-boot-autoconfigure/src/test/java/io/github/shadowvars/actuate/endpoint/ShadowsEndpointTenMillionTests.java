package io.github.shadowvars.actuate.endpoint;

import java.time.Duration;
import java.util.List;

import io.github.shadowvars.ForkedJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoint with ten million live variables. Every answer must have its
 * documented status and a bounded size. No variable may be lost.
 */
@Tag("once")
class ShadowsEndpointTenMillionTests {

	private static final Duration DEADLINE = Duration.ofMinutes(5);

	// About 60 bytes for each variable with its parent. The serial collector copies them
	// with the least work
	private static final List<String> OPTIONS = List.of("-Xms1500m", "-Xmx1500m", "-XX:+UseSerialGC");

	@Test
	void anyWhenTenMillionAreLiveShouldAnswerBoundedAndLoseNothing() throws Exception {
		assertThat(ForkedJvm.run(DEADLINE, OPTIONS, TenMillionProgram.class)).contains(TenMillionProgram.DONE);
	}

}
