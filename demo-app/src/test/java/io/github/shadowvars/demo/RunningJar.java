package io.github.shadowvars.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged demo, in a process of its own and on a port of its own.
 */
final class RunningJar implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofMinutes(2);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final int TERMINATED = 128 + 15;

	private final Process process;

	private final Path output;

	/**
	 * Starts the demo without traffic.
	 */
	RunningJar(Path directory, Path jar, Collection<String> options) {
		this(directory, jar, options, List.of("--demo.traffic.interval=1h", "--demo.traffic.collect-interval=1h"));
	}

	RunningJar(Path directory, Path jar, Collection<String> options, Collection<String> arguments) {
		this.output = directory.resolve("output-" + System.nanoTime() + ".txt");
		List<String> command = new ArrayList<>(options);
		command.addAll(List.of("-jar", jar.toString(), "--server.port=0"));
		command.addAll(arguments);
		this.process = java(command, this.output);
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
		try {
			return Files.readString(this.output);
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
	 * Runs a program to its end.
	 */
	static void run(Path directory, String... arguments) {
		Process process = java(List.of(arguments), directory.resolve("run.txt"));
		assertThat(exitValue(process)).isZero();
	}

	private static Process java(List<String> arguments, Path output) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java").toString());
		command.addAll(arguments);
		try {
			return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
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
