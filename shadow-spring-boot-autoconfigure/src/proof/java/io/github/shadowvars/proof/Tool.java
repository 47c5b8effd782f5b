package io.github.shadowvars.proof;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of the tools, run in a new JVM.
 * @param name the name of the check
 * @param options the options of the JVM
 * @param command the main class and its arguments
 * @param failure the output for a failure
 */
record Tool(String name, List<String> options, List<String> command, String failure) {

	private static final long LIMIT_MINUTES = 60;

	/**
	 * Lincheck, with the first compiler only, because it runs little code often.
	 * @param check the constant of {@code Lincheck}
	 */
	static Tool lincheck(String check, int scenarios, int interleavings) {
		return new Tool("Lincheck " + check, List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"),
				List.of("io.github.shadowvars.Lincheck", check, String.valueOf(scenarios),
						String.valueOf(interleavings)),
				"LincheckAssertionError");
	}

	/**
	 * Returns this with parents that are woven, as far as the tool's parents can be.
	 */
	Tool woven() {
		List<String> woven = new ArrayList<>(this.options);
		woven.add("-Dproof.woven=true");
		return new Tool(this.name + " woven", woven, this.command, this.failure);
	}

	/**
	 * The stress tests with matching names.
	 */
	static Tool jcstress(String tests, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of("org.openjdk.jcstress.Main", "-t", tests, "-m", "quick", "-sc", "false", "-af", "NONE"));
		command.addAll(arguments);
		return new Tool("jcstress " + tests, List.of(), command, "TEST FAILURES");
	}

	/**
	 * Runs the tool. Returns whether it found a failure.
	 * @param directory the directory of the output
	 * @param classes the classes of the core
	 */
	boolean findsFailure(Path directory, Path classes) throws IOException, InterruptedException {
		Path output = Files.createDirectories(directory).resolve("output.txt");
		List<String> line = new ArrayList<>();
		line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		line.addAll(this.options);
		line.addAll(List.of("-cp", classes + File.pathSeparator + System.getProperty("java.class.path")));
		line.addAll(this.command);
		Process process = new ProcessBuilder(line).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
				throw new IllegalStateException(
						"%s must end within %d minutes, but did not; see %s".formatted(this.name, LIMIT_MINUTES, output));
			}
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		if (process.exitValue() == 0) {
			return false;
		}
		if (!Files.readString(output).contains(this.failure)) {
			throw new IllegalStateException("%s must pass or find a failure, but did neither and exited with %d; see %s"
				.formatted(this.name, process.exitValue(), output));
		}
		return true;
	}

}
