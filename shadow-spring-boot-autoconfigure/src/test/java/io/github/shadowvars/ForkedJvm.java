package io.github.shadowvars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs a program in a new JVM, with the JDK and the class path of the tests.
 */
public final class ForkedJvm {

	private static final Duration DEADLINE = Duration.ofSeconds(110);

	private ForkedJvm() {
	}

	/**
	 * Runs a program, which must exit with 0, and returns its output.
	 */
	static String run(List<String> options, Class<?> program, String... args) throws IOException, InterruptedException {
		return run(DEADLINE, options, program, args);
	}

	/**
	 * Runs a program, which must exit with 0 before the deadline, and returns its output.
	 */
	public static String run(Duration deadline, List<String> options, Class<?> program, String... args)
			throws IOException, InterruptedException {
		Path output = Files.createTempFile("forked", ".txt");
		try {
			Process process = new ProcessBuilder(command(options, program, args)).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			try {
				assertThat(process.waitFor(deadline.toSeconds(), TimeUnit.SECONDS))
					.as(() -> "end of the program, whose output is " + read(output))
					.isTrue();
			}
			finally {
				process.destroyForcibly();
			}
			assertThat(process.exitValue()).as(() -> read(output)).isZero();
			return read(output);
		}
		finally {
			Files.delete(output);
		}
	}

	/**
	 * Returns whether this JDK knows the options.
	 */
	static boolean accepts(List<String> options) throws IOException, InterruptedException {
		List<String> command = command(options, ForkedJvm.class);
		command.set(command.size() - 1, "-version");
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return process.exitValue() == 0;
	}

	private static List<String> command(List<String> options, Class<?> program, String... args) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath(), program.getName()));
		Stream.of(args).forEach(command::add);
		return command;
	}

	private static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
