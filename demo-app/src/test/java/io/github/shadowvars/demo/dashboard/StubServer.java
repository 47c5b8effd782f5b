package io.github.shadowvars.demo.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.springframework.mock.env.MockEnvironment;

/**
 * Returns the answers that a test sets, instead of an actuator and stations.
 */
final class StubServer implements AutoCloseable {

	private final HttpServer server;

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	StubServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	void answer(String request, int status, String body) {
		this.answers.put(request, new Answer(status, body));
	}

	List<String> requests() {
		return this.requests;
	}

	LocalServer local() {
		String port = Integer.toString(this.server.getAddress().getPort());
		return new LocalServer(new MockEnvironment().withProperty("local.server.port", port)
			.withProperty("local.management.port", port));
	}

	private void handle(HttpExchange exchange) throws IOException {
		String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
		byte[] sent = exchange.getRequestBody().readAllBytes();
		this.requests.add((request + " " + new String(sent, StandardCharsets.UTF_8)).strip());
		Answer answer = this.answers.getOrDefault(request, new Answer(404, ""));
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders()
			.set("Content-Type", answer.body().startsWith("shadow_") ? "text/plain" : "application/json");
		exchange.sendResponseHeaders(answer.status(), (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private record Answer(int status, String body) {
	}

}
