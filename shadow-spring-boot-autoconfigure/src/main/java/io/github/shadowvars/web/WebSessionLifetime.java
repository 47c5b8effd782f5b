package io.github.shadowvars.web;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentLifetime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.InMemoryWebSessionStore;

/**
 * Reports the end of each {@link WebSession} of a {@linkplain #watch watched} store: just
 * before it is invalidated or removed, and after it has expired. With Spring Boot, this
 * lifetime is a bean, and the {@link InMemoryWebSessionStore} of the
 * {@code WebSessionManager} bean is watched automatically. Without Spring Boot:
 *
 * <pre class="code">
 * WebSessionLifetime lifetime = new WebSessionLifetime(Duration.ofSeconds(10));
 * ShadowRegistry registry = ShadowRegistry.builder()
 *     .parentResolver(WebSession.class, WebSessionLifetime::unwrap)
 *     .lifetime(WebSession.class, lifetime)
 *     .build();
 * sessionManager.setSessionStore(lifetime.watch(new InMemoryWebSessionStore()));
 * </pre>
 *
 * A watched store keeps one object per session, and returns a new wrapper around it at
 * each request. The parent of a variable must be the object that the store keeps, so a
 * resolver is needed.
 * <p>
 * A store does not report expired sessions. A daemon thread checks for them. It starts
 * with the first session that has a variable, and checks only such sessions. The
 * destructors of an expired session run on that thread. The destructors of an invalidated
 * session run on the thread that invalidates it, often an event loop, so they must not
 * block.
 * <p>
 * Thread-safe. It holds sessions weakly.
 *
 * @see io.github.shadowvars.ShadowRegistry.Builder#lifetime
 */
public final class WebSessionLifetime implements ParentLifetime<WebSession>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(WebSessionLifetime.class);

	private final OwnedLifetime<WebSession> ends = new OwnedLifetime<>();

	private final Collection<WeakReference<WebSession>> living = new ConcurrentLinkedQueue<>();

	private final Duration checkInterval;

	/**
	 * Checks for expired sessions. Guarded by this object.
	 */
	private @Nullable ScheduledThreadPoolExecutor checker;

	private boolean closed;

	/**
	 * Creates a lifetime that watches no store yet.
	 * @param checkInterval the time between two checks for expired sessions, positive
	 * @throws NullPointerException if the interval is null
	 * @throws IllegalArgumentException if the interval is not positive
	 */
	public WebSessionLifetime(Duration checkInterval) {
		if (checkInterval.isZero() || checkInterval.isNegative()) {
			throw new IllegalArgumentException(
					"The check interval must be positive, but is %s; use for example 10s".formatted(checkInterval));
		}
		this.checkInterval = checkInterval;
	}

	/**
	 * Wraps a store. Do not use the given store directly after that.
	 * @param store the store that keeps the sessions
	 * @return a store that reports the end of its sessions to this lifetime
	 * @throws NullPointerException if the store is null
	 */
	public InMemoryWebSessionStore watch(InMemoryWebSessionStore store) {
		Objects.requireNonNull(store, "store must not be null");
		return (store instanceof WatchedWebSessionStore) ? store : new WatchedWebSessionStore(store, this);
	}

	/**
	 * Returns the session that the store keeps.
	 * @param session a session
	 * @return the session that the store keeps, or the given session if it is not from a
	 * watched store
	 */
	public static WebSession unwrap(WebSession session) {
		return (session instanceof WatchedWebSession watched) ? watched.target() : session;
	}

	@Override
	public void onEnd(WebSession parent, Runnable ended) {
		this.ends.onEnd(parent, ended);
		this.living.add(new WeakReference<>(parent));
		startChecker();
	}

	// The task catches all exceptions
	@SuppressWarnings("FutureReturnValueIgnored")
	private synchronized void startChecker() {
		if (this.checker == null && !this.closed) {
			this.checker = new ScheduledThreadPoolExecutor(1, (task) -> {
				// The new thread must not keep what the current request has bound to this
				// one
				Thread thread = new Thread(null, task, "shadow-web-sessions", 0, false);
				thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
				thread.setDaemon(true);
				return thread;
			});
			long nanos = this.checkInterval.toNanos();
			this.checker.scheduleWithFixedDelay(this::endExpired, nanos, nanos, TimeUnit.NANOSECONDS);
		}
	}

	private void endExpired() {
		this.living.removeIf((reference) -> {
			WebSession session = reference.get();
			if (session != null && session.isExpired()) {
				endExpired(session);
				return true;
			}
			return session == null;
		});
	}

	private void endExpired(WebSession session) {
		try {
			end(session);
		}
		catch (Throwable ex) {
			// The next sessions must be checked, too
			logger
				.warn(("Not every shadow variable of %s was freed at its end; the exception says why, and the rest is "
						+ "freed when the session is garbage-collected")
					.formatted(ObjectUtils.identityToString(session)), ex);
		}
	}

	/**
	 * Reports the end of a session. Only the first call for a session has an effect.
	 */
	void end(WebSession session) {
		this.ends.end(session);
	}

	/**
	 * Stops checking for expired sessions.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.checker != null) {
			this.checker.shutdownNow();
		}
	}

}
