package io.github.shadowvars.weave.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.acme.woven.JobProgram;
import io.github.shadowvars.ForkedJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Woven classes beside other agents that change the same classes, in both orders: all
 * pass the verifier, and work. Runs with the profile {@code woven}, which fetches the
 * agents.
 */
class OtherAgentsTests {

	private static final String MARKER = "io.opentelemetry.javaagent.bootstrap.field.VirtualFieldInstalledMarker";

	private static final Duration DEADLINE = Duration.ofMinutes(3);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void classesShouldWorkBesideOpenTelemetry(boolean first) throws Exception {
		String output = run(first, List.of(MARKER), "-javaagent:" + other("opentelemetry.jar"),
				"-Dotel.traces.exporter=none", "-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none");
		assertThat(output).contains("works", "fields: [$shadow, ", MARKER + ": true");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void classesShouldWorkBesideJacoco(boolean first) throws Exception {
		String output = run(first, List.of(),
				"-javaagent:" + other("jacoco.jar") + "=destfile=" + this.directory.resolve("jacoco.exec"));
		assertThat(output).contains("works", "fields: [$shadow, ", "methods: [$jacocoInit, ");
	}

	/**
	 * Runs the program with our agent and another one.
	 * @param first whether ours is the first
	 */
	private static String run(boolean first, List<String> args, String... other) throws Exception {
		List<String> options = new ArrayList<>(List.of(other));
		options.add(first ? 0 : 1, "-javaagent:" + System.getProperty("agent.jar") + "=com.acme.woven.*");
		options.addAll(List.of("-Xverify:all", "-Xmx256m"));
		return ForkedJvm.run(DEADLINE, options, JobProgram.class, args.toArray(String[]::new));
	}

	private static Path other(String name) {
		String directory = System.getProperty("other.agents", "");
		assumeTrue(!directory.isEmpty(), "The profile woven fetches other agents");
		return Path.of(directory, name);
	}

}
