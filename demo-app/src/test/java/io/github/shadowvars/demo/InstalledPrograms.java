package io.github.shadowvars.demo;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Programs of the operating system that some tests need.
 */
public enum InstalledPrograms {

	/**
	 * Chromium and its driver.
	 */
	BROWSER("chromium and chromium-driver", "chromium chromium-browser google-chrome", "chromedriver"),

	/**
	 * Prometheus and its tool.
	 */
	PROMETHEUS("prometheus", "prometheus", "promtool");

	private final String packages;

	private final String program;

	private final String tool;

	/**
	 * Creates two programs that are used together.
	 * @param packages the Debian packages that have them
	 * @param program the names that the program may have
	 * @param tool the names that its tool may have
	 */
	InstalledPrograms(String packages, String program, String tool) {
		this.packages = packages;
		this.program = program;
		this.tool = tool;
	}

	/**
	 * Looks for the programs in the {@code PATH}.
	 * @param environment the environment variables
	 */
	Found find(Map<String, String> environment) {
		String path = Objects.requireNonNullElse(environment.get("PATH"), "");
		List<File> files = new ArrayList<>();
		List<String> missing = new ArrayList<>();
		for (String names : List.of(this.program, this.tool)) {
			find(path, names).ifPresentOrElse(files::add, () -> missing.add(names.replace(" ", " or ")));
		}
		return new Found(files, missing.isEmpty() ? null : "The PATH does not have %s; install the Debian package %s"
			.formatted(String.join(" and ", missing), this.packages));
	}

	private static Optional<File> find(String path, String names) {
		return Arrays.stream(names.split(" "))
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((directory) -> new File(directory, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	/**
	 * Returns the files of the program and of its tool.
	 */
	public List<File> files() {
		return find(System.getenv()).files();
	}

	/**
	 * Returns how the environment variable {@code DEMO_REQUIRE} names these programs.
	 */
	String requirement() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The programs that were found.
	 *
	 * @param files their files
	 * @param missing what is missing, and the remedy; null if nothing is
	 */
	record Found(List<File> files, @Nullable String missing) {
	}

}
