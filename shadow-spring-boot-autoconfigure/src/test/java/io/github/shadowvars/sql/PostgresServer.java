package io.github.shadowvars.sql;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A PostgreSQL server of its own, of Debian's package, in a temporary folder. It refuses
 * to run as root, so root starts it as the package's user.
 */
final class PostgresServer implements AutoCloseable {

	private static final Path HOME = Path.of("/usr/lib/postgresql");

	private final Process process;

	private final Path folder;

	private final int port;

	private PostgresServer(Process process, Path folder, int port) {
		this.process = process;
		this.folder = folder;
		this.port = port;
	}

	static boolean isInstalled() {
		return programs().isPresent();
	}

	/**
	 * Returns the folder of the programs of the newest version.
	 */
	private static Optional<Path> programs() {
		File[] versions = HOME.toFile().listFiles((version) -> new File(version, "bin/initdb").canExecute());
		return Arrays.stream((versions != null) ? versions : new File[0])
			.max(Comparator.comparing((version) -> Integer.parseInt(version.getName())))
			.map((version) -> version.toPath().resolve("bin"));
	}

	static PostgresServer start() throws Exception {
		Path programs = programs().orElseThrow(() -> new IllegalStateException(
				"There is no initdb in %s; install the Debian package postgresql".formatted(HOME)));
		Path folder = Files.createTempDirectory("postgres");
		boolean root = "root".equals(System.getProperty("user.name"));
		if (root) {
			run(folder, List.of("chown", "postgres", folder.toString()));
		}
		String data = folder.resolve("data").toString();
		List<String> user = root ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
				: List.of();
		run(folder, concat(user, programs.resolve("initdb").toString(), "-D", data, "-U", "postgres", "-A", "trust",
				"--no-sync", "--locale=C"));
		int port = freePort();
		Process process = start(folder, concat(user, programs.resolve("postgres").toString(), "-D", data, "-p",
				String.valueOf(port), "-k", folder.toString(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"));
		PostgresServer server = new PostgresServer(process, folder, port);
		Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(server::answers);
		return server;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static List<String> concat(List<String> first, String... second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(List.of(second));
		return all;
	}

	private static void run(Path folder, List<String> command) throws Exception {
		int status = start(folder, command).waitFor();
		if (status != 0) {
			throw new IllegalStateException("%s ended with status %d; its output is above".formatted(command, status));
		}
	}

	private static Process start(Path folder, List<String> command) throws IOException {
		return new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	private boolean answers() throws Exception {
		try (Connection connection = DriverManager.getConnection(url(), "postgres", "")) {
			return connection.isValid(5);
		}
	}

	String url() {
		return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(this.port);
	}

	// SIGTERM would wait for the connections that a test has left open
	@Override
	public void close() throws IOException {
		start(this.folder, List.of("kill", "-INT", String.valueOf(this.process.pid())));
		this.process.onExit().join();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
	}

}
