package io.github.shadowvars.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RequiresProgramsCondition}.
 */
class RequiresProgramsConditionTests {

	@TempDir
	private Path directory;

	@Test
	void evaluateWhenAllProgramsAreInstalledShouldEnable() throws IOException {
		install("chromedriver");
		install("google-chrome");
		assertThat(evaluate(InstalledPrograms.BROWSER, "browser").isDisabled()).isFalse();
	}

	@Test
	void evaluateWhenOneProgramIsMissingShouldDisableWithTheReason() throws IOException {
		install("chromium");
		ConditionEvaluationResult result = evaluate(InstalledPrograms.BROWSER, "prometheus");
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason())
			.contains("The PATH does not have chromedriver; install the Debian package chromium and chromium-driver");
	}

	@Test
	void evaluateWhenThereIsNoPathShouldDisableWithTheReason() {
		ConditionEvaluationResult result = RequiresProgramsCondition.evaluate(InstalledPrograms.PROMETHEUS, Map.of());
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason())
			.contains("The PATH does not have prometheus and promtool; install the Debian package prometheus");
	}

	@Test
	void evaluateWhenMissingProgramsAreRequiredShouldFail() {
		assertThatIllegalStateException().isThrownBy(() -> evaluate(InstalledPrograms.PROMETHEUS, "browser,prometheus"))
			.withMessage("The PATH does not have prometheus and promtool; install the Debian package prometheus, "
					+ "or remove 'prometheus' from DEMO_REQUIRE");
	}

	private ConditionEvaluationResult evaluate(InstalledPrograms programs, String required) {
		return RequiresProgramsCondition.evaluate(programs,
				Map.of("PATH", "/nowhere" + File.pathSeparator + this.directory, "DEMO_REQUIRE", required));
	}

	private void install(String program) throws IOException {
		assertThat(Files.createFile(this.directory.resolve(program)).toFile().setExecutable(true)).isTrue();
	}

}
