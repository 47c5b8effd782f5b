package com.acme.consumer;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that this suite runs with the versions and the container that the build names.
 */
class ClassPathTests {

	@Test
	void bootShouldBeOfTheLineUnderTest() {
		assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
	}

	@Test
	void classPathShouldHoldNoOtherLine() {
		String version = System.getProperty("spring-boot.version");
		List<String> boot = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> Path.of(entry).getFileName().toString())
			.filter((name) -> name.startsWith("spring-boot"))
			.toList();
		assertThat(boot).contains("spring-boot-actuator-%s.jar".formatted(version))
			.allMatch((name) -> name.endsWith("-%s.jar".formatted(version)));
	}

	@Test
	void jvmShouldBeTheOneUnderTest() throws Exception {
		String command = ProcessHandle.current().info().command().orElseThrow();
		assertThat(Path.of(command)).isEqualTo(Path.of(System.getProperty("jvm")).toRealPath());
	}

	@Test
	void jarShouldBeTheOneThatTheBuildPackaged() throws Exception {
		URI used = ShadowRegistry.class.getProtectionDomain().getCodeSource().getLocation().toURI();
		assertThat(Path.of(used)).hasExtension("jar");
		assertThat(Files.mismatch(Path.of(used), Path.of(System.getProperty("shadow.jar")))).isEqualTo(-1);
	}

	@Test
	void jarShouldNameItsTitleAndVersion() {
		Package library = ShadowRegistry.class.getPackage();
		assertThat(library.getImplementationTitle()).isEqualTo("Shadow Spring Boot Autoconfigure");
		assertThat(library.getImplementationVersion()).isEqualTo(System.getProperty("shadow.version"));
	}

}
