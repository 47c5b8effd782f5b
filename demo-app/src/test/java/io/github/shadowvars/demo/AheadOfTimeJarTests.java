package io.github.shadowvars.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged demo, started as the README says.
 */
class AheadOfTimeJarTests {

	private static final String AOT = "-Dspring.aot.enabled=true";

	private final Path jar = Path.of(Objects.requireNonNull(System.getProperty("demo.jar")));

	@TempDir
	private Path directory;

	@Test
	void jarShouldServeEveryOperationFromGeneratedCode() {
		try (RunningJar demo = new RunningJar(this.directory, this.jar, List.of(AOT))) {
			assertThat(demo.output()).contains("Starting AOT-processed DemoApplication");
			checkOperations(demo.client());
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void extractedJarShouldServeEveryOperationFromCache() {
		Path extracted = this.directory.resolve("extracted");
		RunningJar.run(this.directory, this.directory.resolve("extract.txt"), "java", "-Djarmode=tools", "-jar",
				this.jar.toString(), "extract", "--destination", extracted.toString());
		Path extractedJar = extracted.resolve(this.jar.getFileName());
		Path cache = this.directory.resolve("demo.aot");
		try (RunningJar training = new RunningJar(this.directory, extractedJar,
				List.of(AOT, "-XX:AOTCacheOutput=" + cache))) {
			checkOperations(training.client());
		}
		// The mode fails a start that cannot use the cache
		try (RunningJar demo = new RunningJar(this.directory, extractedJar,
				List.of(AOT, "-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-Xlog:class+load"))) {
			assertThat(demo.output()).contains("Starting AOT-processed DemoApplication")
				.contains("io.github.shadowvars.ShadowRegistry source: shared objects file");
			checkOperations(demo.client());
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void imageShouldServeEveryOperationFromCache() throws IOException {
		Path built = this.directory.resolve("built");
		Path target = Files.createDirectories(built.resolve("build/demo-app/target"));
		Files.copy(this.jar, target.resolve("demo-app.jar"));
		DockerfileSteps image = DockerfileSteps.perform(Path.of("Dockerfile"), this.directory, "build", built);
		try (RunningJar demo = image.start("-XX:AOTMode=on -Xlog:class+load", RunningJar.NO_TRAFFIC)) {
			assertThat(demo.output()).contains("Starting AOT-processed DemoApplication")
				.contains("io.github.shadowvars.ShadowRegistry source: shared objects file");
			checkOperations(demo.client());
		}
	}

	private static void checkOperations(DemoClient client) {
		client.associate("02:00:00:00:00:2a");
		assertThat(client.get("/")).contains("<title>Shadow variables: the access point</title>");
		assertThat(client.get("/stations")).contains("02:00:00:00:00:2a");
		EndpointAssertions.assertList(client);
		EndpointAssertions.assertIdAndItsParents(client);
		EndpointAssertions.assertMeters(client);
		EndpointAssertions.assertPurge(client);
		EndpointAssertions.assertUnknownId(client);
	}

}
