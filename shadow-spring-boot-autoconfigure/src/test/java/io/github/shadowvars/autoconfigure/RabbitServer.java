package io.github.shadowvars.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A RabbitMQ server from Debian's package, in a temporary folder.
 */
final class RabbitServer implements AutoCloseable {

	private static final Path HOME = Path.of("/usr/lib/rabbitmq/lib");

	private final Path folder = Files.createTempDirectory("rabbitmq");

	private final int port = freePort();

	private final int mapperPort = freePort();

	private final Process mapper;

	private final Process server;

	RabbitServer() throws IOException {
		Path program = program().orElseThrow(() -> new IllegalStateException(
				"There is no server in %s; install the Debian package rabbitmq-server".formatted(HOME)));
		// Otherwise the server would start a process that outlives it
		this.mapper = start("epmd");
		this.server = start(program.toString());
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::accepts);
	}

	static boolean isInstalled() {
		return program().isPresent();
	}

	private static Optional<Path> program() {
		File[] versions = HOME.toFile().listFiles();
		return Arrays.stream((versions != null) ? versions : new File[0])
			.map((version) -> version.toPath().resolve("sbin/rabbitmq-server"))
			.filter(Files::isExecutable)
			.max(Comparator.naturalOrder());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private Process start(String program) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(program).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(file("log.txt").toFile()));
		Map<String, String> environment = builder.environment();
		environment.keySet().removeIf((name) -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
		environment.put("HOME", this.folder.toString());
		environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
		environment.put("ERL_EPMD_PORT", String.valueOf(this.mapperPort));
		environment.put("RABBITMQ_CONF_ENV_FILE", file("none").toString());
		environment.put("RABBITMQ_CONFIG_FILE", file("none").toString());
		environment.put("RABBITMQ_DIST_PORT", String.valueOf(freePort()));
		environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", Files.writeString(file("plugins"), "[].").toString());
		environment.put("RABBITMQ_LOGS", "-");
		environment.put("RABBITMQ_LOG_BASE", file("log").toString());
		environment.put("RABBITMQ_MNESIA_BASE", file("data").toString());
		environment.put("RABBITMQ_NODENAME", "shadow@localhost");
		environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
		environment.put("RABBITMQ_NODE_PORT", String.valueOf(this.port));
		environment.put("RABBITMQ_PID_FILE", file("pid").toString());
		return builder.start();
	}

	private Path file(String name) {
		return this.folder.resolve(name);
	}

	private boolean accepts() throws IOException {
		if (!this.server.isAlive()) {
			throw new IllegalStateException("The server did not start: " + Files.readString(file("log.txt")));
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	// Its data is not needed, so it need not stop gracefully
	@Override
	public void close() throws IOException {
		Stream.of(this.server.descendants(), Stream.of(this.server.toHandle(), this.mapper.toHandle()))
			.flatMap((handles) -> handles)
			.toList()
			.forEach((process) -> {
				process.destroyForcibly();
				process.onExit().join();
			});
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
	}

}
