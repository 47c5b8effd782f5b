package io.github.shadowvars.web;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentLifetime;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * Tells when a {@link WebSocketSession} of a {@linkplain #watch watched} handler ends:
 * after the handler was told that the connection is closed, whichever side closed it or
 * lost it. With Spring Boot it is a bean, and the handlers of a server are watched
 * without further code, those of STOMP and SockJS included. The handler of a client needs
 * code:
 *
 * <pre class="code">
 * WebSocketConnectionManager manager = new WebSocketConnectionManager(client, lifetime.watch(handler), uri);
 * </pre>
 *
 * Thread-safe. It holds sessions weakly. Destructors run on the thread that calls
 * {@link WebSocketHandler#afterConnectionClosed}, one of the web server. The session is
 * closed then, but has its attributes.
 *
 * @see io.github.shadowvars.ShadowRegistry.Builder#lifetime
 */
public final class WebSocketLifetime implements ParentLifetime<WebSocketSession> {

	private final OwnedLifetime<WebSocketSession> ends = new OwnedLifetime<>();

	/**
	 * Creates a lifetime that watches nothing yet.
	 */
	public WebSocketLifetime() {
	}

	/**
	 * Returns a handler in front of another.
	 * @param handler the handler
	 * @return a handler that tells when a session of the other one ends
	 */
	public WebSocketHandler watch(WebSocketHandler handler) {
		return new WatchedHandler(handler);
	}

	/**
	 * Returns the session behind its decorators, such as the one that STOMP and users put
	 * in front of a session to send from several threads.
	 * @param session a session
	 * @return the session that the server or client has made
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
