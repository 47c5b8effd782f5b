package io.github.shadowvars.demo.observability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.demo.InstalledPrograms;
import io.github.shadowvars.demo.RequiresPrograms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the configuration and the alert rules with Prometheus's own tool.
 */
@RequiresPrograms(InstalledPrograms.PROMETHEUS)
class PromtoolTests {

	@ParameterizedTest
	@ValueSource(strings = { "check config prometheus.yml", "check rules --lint-fatal shadow-alerts.yml",
			"test rules shadow-alerts.test.yml" })
	void promtoolShouldFindNoFault(String arguments) throws IOException, InterruptedException {
		Process promtool = new ProcessBuilder(("promtool " + arguments).split(" "))
			.directory(Prometheus.SHIPPED.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).as(output).isTrue();
		assertThat(promtool.exitValue()).as(output).isZero();
		assertThat(output).contains("SUCCESS").doesNotContain("FAILED");
	}

}
