package io.github.shadowvars.web;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentLifetime;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * Reports the end of each {@link WebSocketSession} of a {@linkplain #watch watched}
 * handler: after {@link WebSocketHandler#afterConnectionClosed}, whether either side
 * closed the connection or it was lost. With Spring Boot, this lifetime is a bean, and
 * the handlers of a server are watched automatically, including those of STOMP and
 * SockJS. Watch the handler of a client in code:
 *
 * <pre class="code">
 * WebSocketConnectionManager manager = new WebSocketConnectionManager(client, lifetime.watch(handler), uri);
 * </pre>
 *
 * Thread-safe. It holds sessions weakly. Destructors run on the thread that calls
 * {@code afterConnectionClosed}, a thread of the web server. The session is closed then,
 * but still has its attributes.
 *
 * @see io.github.shadowvars.ShadowRegistry.Builder#lifetime
 */
public final class WebSocketLifetime implements ParentLifetime<WebSocketSession> {

	private final OwnedLifetime<WebSocketSession> ends = new OwnedLifetime<>();

	/**
	 * Creates a lifetime that watches no handler yet.
	 */
	public WebSocketLifetime() {
	}

	/**
	 * Wraps a handler.
	 * @param handler the handler
	 * @return a handler that reports the end of its sessions to this lifetime
	 * @throws IllegalArgumentException if the handler is null
	 */
	public WebSocketHandler watch(WebSocketHandler handler) {
		return new WatchedHandler(handler);
	}

	/**
	 * Returns the session behind its decorators, such as
	 * {@code ConcurrentWebSocketSessionDecorator}.
	 * @param session a session
	 * @return the session that the server or client created
	 */
	public static WebSocketSession unwrap(WebSocketSession session) {
		return WebSocketSessionDecorator.unwrap(session);
	}

	@Override
	public void onEnd(WebSocketSession parent, Runnable ended) {
		this.ends.onEnd(parent, ended);
	}

	private final class WatchedHandler extends WebSocketHandlerDecorator {

		WatchedHandler(WebSocketHandler handler) {
			super(handler);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus closeStatus) throws Exception {
			try {
				super.afterConnectionClosed(session, closeStatus);
			}
			finally {
				WebSocketLifetime.this.ends.end(WebSocketLifetime.unwrap(session));
			}
		}

	}

}
