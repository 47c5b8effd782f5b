package io.github.shadowvars.actuate.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Requests that no HTTP client would send.
 */
record RawHttp(int port, int timeoutMillis) {

	private static final int MAX_BYTES = 4 << 20;

	RawHttp(int port) {
		this(port, 30_000);
	}

	/**
	 * Percent-encodes each byte that is not a letter or a digit.
	 */
	static String encode(String text) {
		StringBuilder encoded = new StringBuilder();
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			boolean plain = b > 0 && Character.isLetterOrDigit(b);
			encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
		}
		return encoded.toString();
	}

	/**
	 * Sends a request and reads the whole answer, until the server closes.
	 */
	Answer send(String method, String target, String type, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		String head = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: */*\r\nContent-Type: %s\r\n"
			.formatted(method, target, type) + "Content-Length: %d\r\n\r\n".formatted(bytes.length);
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(this.timeoutMillis);
			socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
			try {
				socket.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				// The server refuses the head, and does not read the rest
			}
			return new Answer(read(socket.getInputStream()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(head, ex);
		}
	}

	private static String read(InputStream input) throws IOException {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		for (int read = input.read(buffer); read >= 0 && text.size() < MAX_BYTES; read = input.read(buffer)) {
			text.write(buffer, 0, read);
		}
		return text.toString(StandardCharsets.UTF_8);
	}

	/**
	 * An answer, with its head.
	 */
	record Answer(String text) {

		int status() {
			return Integer.parseInt(this.text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
		}

		/**
		 * Returns the JSON in the answer, chunked or not.
		 */
		String body() {
			String body = this.text.substring(this.text.indexOf("\r\n\r\n") + 4);
			return this.text.contains("Transfer-Encoding: chunked") ? unchunk(body) : body;
		}

		private static String unchunk(String body) {
			StringBuilder all = new StringBuilder();
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			int position = 0;
			while (true) {
				int end = position;
				while (bytes[end] != '\r') {
					end++;
				}
				int length = Integer.parseInt(new String(bytes, position, end - position, StandardCharsets.UTF_8), 16);
				if (length == 0) {
					return all.toString();
				}
				all.append(new String(bytes, end + 2, length, StandardCharsets.UTF_8));
				position = end + 2 + length + 2;
			}
		}

	}

}
