package io.github.shadowvars.restart;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "io.github.shadowvars., false", "io.github.shadowvars.restart.app., true" })
	void restartShouldLeaveNoThreadNoMeterAndNoClassLoaderBehind(String prefix, boolean shared) throws Exception {
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:SoftRefLRUPolicyMSPerMB=0", "-cp", classPath(), RestartLoop.class.getName(), prefix)
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(170, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains(RestartLoop.DONE)
			.contains("Shadow 0x1 (note) has more than 1 live variables");
		assertThat(process.exitValue()).isZero();
		assertThat(shared).isEqualTo(!"io.github.shadowvars.ShadowRegistry".startsWith(prefix));
	}

	private static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

}
