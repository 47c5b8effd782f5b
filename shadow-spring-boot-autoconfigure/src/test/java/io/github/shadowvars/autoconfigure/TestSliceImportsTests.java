package io.github.shadowvars.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files that add a registry to the test slices of Spring Boot 3.5 and 4.x.
 */
class TestSliceImportsTests {

	private static final Path FOLDER = Path.of("src/main/resources/META-INF/spring");

	@Test
	void importsShouldNameTheRegistryOnly() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			List<Path> slices = files.filter((file) -> file.toString().contains(".AutoConfigure")).toList();
			assertThat(slices).hasSizeGreaterThan(20)
				.allSatisfy((file) -> assertThat(Files.readAllLines(file))
					.containsExactly(ShadowAutoConfiguration.class.getName()));
		}
	}

	@Test
	void importsShouldBeThereForBothNamesOfASlice() {
		assertThat(FOLDER.resolve("org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureWebMvc.imports"))
			.exists();
		// Every slice of Spring Boot 3.5 except two has this annotation
		assertThat(FOLDER.resolve("org.springframework.boot.test.autoconfigure.core.AutoConfigureCache.imports"))
			.exists();
	}

}
