package io.github.shadowvars.restart;

import java.time.Duration;
import java.util.List;

import io.github.shadowvars.ForkedJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What restarts leave behind, with the library loaded anew each time, and loaded once.
 * Nothing in it is static that would tie the two class loaders together, so it needs no
 * {@code META-INF/spring-devtools.properties} to be in the same one as the application.
 */
@Timeout(180)
class RestartTests {

	private static final Duration DEADLINE = Duration.ofSeconds(170);

	@ParameterizedTest
	@CsvSource({ "io.github.shadowvars., false", "io.github.shadowvars.restart.app., true" })
	void restartShouldLeaveNoThreadNoMeterAndNoClassLoaderBehind(String prefix, boolean shared) throws Exception {
		assertThat(ForkedJvm.run(DEADLINE, List.of("-XX:SoftRefLRUPolicyMSPerMB=0"), RestartLoop.class, prefix))
			.contains(RestartLoop.DONE)
			.contains("Shadow 0x1 (note) has more than 1 live variables");
		assertThat(shared).isEqualTo(!"io.github.shadowvars.ShadowRegistry".startsWith(prefix));
	}

}
