package io.github.shadowvars.web;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
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
 * Tells when a {@link WebSession} of a {@linkplain #watch watched} store ends: just
 * before it is invalidated or removed, and after it has expired. With Spring Boot it is a
 * bean, and the store of the {@code WebSessionManager} bean is watched without further
 * code, if it is an {@link InMemoryWebSessionStore}. Without Spring Boot:
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
 * A watched store hands out another object at each request, in front of the one session
 * that it keeps. The parent of a variable must be the session that it keeps, hence the
 * resolver.
 * <p>
 * A store does not tell of expired sessions. A daemon thread looks for them, only at
 * sessions that have had a variable. It starts with the first such session. Destructors
 * run on that thread, and for a session that is invalidated on the thread that does so,
 * often an event loop: they must not block.
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
	 * Looks for expired sessions; guarded by this object.
	 */
	private @Nullable ScheduledThreadPoolExecutor checker;

	private boolean closed;

	/**
	 * Creates a lifetime that watches nothing yet.
	 * @param checkInterval the time between two looks for expired sessions, positive
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
	 * Returns a store in front of another, which must not be used directly from then on.
	 * @param store the store that keeps the sessions
	 * @return a store that tells when a session of the other one ends
	 */
	public InMemoryWebSessionStore watch(InMemoryWebSessionStore store) {
		return (store instanceof WatchedWebSessionStore) ? store : new WatchedWebSessionStore(store, this);
	}

	/**
	 * Returns the session that the store keeps.
	 * @param session a session
	 * @return the session behind one of a watched store, the same for any other
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

	// The task catches what it throws
	@SuppressWarnings("FutureReturnValueIgnored")
	private synchronized void startChecker() {
		if (this.checker == null && !this.closed) {
			this.checker = new ScheduledThreadPoolExecutor(1, (task) -> {
				// It must not keep what the request of this thread has bound to it
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
		catch (RuntimeException ex) {
			// Or else the next sessions would not be looked at
			logger.warn("Not every shadow variable of %s was freed at its end"
				.formatted(ObjectUtils.identityToString(session)), ex);
		}
	}

	/**
	 * Tells that a session ends. From the second time on it does nothing.
	 */
	void end(WebSession session) {
		this.ends.end(session);
	}

	/**
	 * Stops looking for expired sessions.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.checker != null) {
			this.checker.shutdownNow();
		}
	}

}
