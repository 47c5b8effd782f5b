package io.github.shadowvars.demo;

import java.io.File;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * Programs of the system that some tests need: where they are not, those are skipped,
 * unless the environment variable {@code DEMO_REQUIRE} lists what they need. Then they
 * fail.
 */
public final class InstalledPrograms {

	private InstalledPrograms() {
	}

	/**
	 * Finds a program in the {@code PATH}.
	 * @param names its names, the first found counts
	 */
	public static Optional<File> find(String... names) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Arrays.stream(names)
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((directory) -> new File(directory, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	/**
	 * Notes that a program is missing.
	 * @param need what {@code DEMO_REQUIRE} calls it
	 * @param message what is missing, and the remedy
	 * @throws IllegalStateException if it is required
	 */
	public static void missing(String need, String message) {
		if (StringUtils.commaDelimitedListToSet(System.getenv("DEMO_REQUIRE")).contains(need)) {
			throw new IllegalStateException(message + ", which DEMO_REQUIRE asks for");
		}
	}

}
