package io.github.shadowvars.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged demo, in a process of its own and on a port of its own.
 */
final class RunningJar implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofMinutes(2);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	static final List<String> NO_TRAFFIC = List.of("--demo.traffic.interval=1h", "--demo.traffic.collect-interval=1h");

	private static final int TERMINATED = 128 + 15;

	private final Process process;

	private final Path output;

	/**
	 * Starts the demo without traffic.
	 */
	RunningJar(Path directory, Path jar, Collection<String> options) {
		this(directory, jar, options, NO_TRAFFIC);
	}

	RunningJar(Path directory, Path jar, Collection<String> options, Collection<String> arguments) {
		this(Path.of("").toAbsolutePath(), directory,
				Stream.of(List.of("java"), options, List.of("-jar", jar.toString()), arguments)
					.flatMap(Collection::stream)
					.toList(),
				Map.of());
	}

	/**
	 * Starts a command on a port of its own, with the JVM of this test first in its
	 * {@code PATH}.
	 */
	RunningJar(Path workingDirectory, Path directory, List<String> command, Map<String, String> environment) {
		this.output = directory.resolve("output-" + System.nanoTime() + ".txt");
		this.process = start(workingDirectory, this.output, command, environment);
		try {
			Awaitility.await("the start").atMost(DEADLINE).until(() -> !this.process.isAlive() || isStarted());
		}
		catch (RuntimeException ex) {
			destroy(this.process);
			throw ex;
		}
		assertThat(this.process.isAlive()).as(output()).isTrue();
	}

	private boolean isStarted() {
		return output().contains("Started DemoApplication in ");
	}

	String output() {
		return read(this.output);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	DemoClient client() {
		return DemoClient.onPort(String.valueOf(port()));
	}

	int port() {
		Matcher port = PORT.matcher(output());
		assertThat(port.find()).as(output()).isTrue();
		return Integer.parseInt(port.group(1));
	}

	@Override
	public void close() {
		this.process.destroy();
		assertThat(exitValue(this.process)).as(output()).isEqualTo(TERMINATED);
	}

	/**
	 * Runs a command to its end, with the JVM of this test first in its {@code PATH}.
	 */
	static void run(Path workingDirectory, Path output, String... command) {
		Process process = start(workingDirectory, output, List.of(command), Map.of());
		assertThat(exitValue(process)).as(() -> String.join(" ", command) + "\n" + read(output)).isZero();
	}

	private static Process start(Path workingDirectory, Path output, List<String> command,
			Map<String, String> environment) {
		String bin = Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin").toString();
		// The shell finds the program in that PATH, and becomes it
		List<String> shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
		shell.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(shell).directory(workingDirectory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().merge("PATH", bin, (path, first) -> first + File.pathSeparator + path);
		builder.environment().put("SERVER_PORT", "0");
		builder.environment().putAll(environment);
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int exitValue(Process process) {
		try {
			assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			return process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Interrupted while waiting for " + process.info(), ex);
		}
		finally {
			destroy(process);
		}
	}

	/**
	 * Ends a process, and the one that it may have started to write a cache.
	 */
	private static void destroy(Process process) {
		process.descendants().forEach(ProcessHandle::destroyForcibly);
		process.destroyForcibly();
	}

}
