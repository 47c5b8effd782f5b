package io.github.shadowvars.restart;

import java.time.Duration;
import java.util.List;

import io.github.shadowvars.ForkedJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that restarts leave nothing behind, both if the library is loaded again each time
 * and if it is loaded once. The library has no static state that would connect the class
 * loaders, so it needs no {@code META-INF/spring-devtools.properties}.
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
