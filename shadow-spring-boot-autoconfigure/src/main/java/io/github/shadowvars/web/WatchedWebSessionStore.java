package io.github.shadowvars.web;

import java.time.Clock;
import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.InMemoryWebSessionStore;

/**
 * Wraps a store to observe the invalidation of its sessions. It extends the class of that
 * store, because applications configure the store and list its sessions.
 */
final class WatchedWebSessionStore extends InMemoryWebSessionStore {

	private final InMemoryWebSessionStore target;

	private final WebSessionLifetime lifetime;

	WatchedWebSessionStore(InMemoryWebSessionStore target, WebSessionLifetime lifetime) {
		this.target = target;
		this.lifetime = lifetime;
	}

	private WebSession watch(WebSession session) {
		return new WatchedWebSession(session, this.lifetime);
	}

	@Override
	public Mono<WebSession> createWebSession() {
		return this.target.createWebSession().map(this::watch);
	}

	@Override
	public Mono<WebSession> retrieveSession(String id) {
		return this.target.retrieveSession(id).map(this::watch);
	}

	@Override
	public Mono<Void> removeSession(String id) {
		WebSession session = this.target.getSessions().get(id);
		if (session != null) {
			this.lifetime.end(session);
		}
		return this.target.removeSession(id);
	}

	@Override
	public Mono<WebSession> updateLastAccessTime(WebSession session) {
		return this.target.updateLastAccessTime(WebSessionLifetime.unwrap(session)).thenReturn(session);
	}

	@Override
	public void removeExpiredSessions() {
		this.target.removeExpiredSessions();
	}

	@Override
	public Map<String, WebSession> getSessions() {
		return this.target.getSessions();
	}

	@Override
	public void setMaxSessions(int maxSessions) {
		this.target.setMaxSessions(maxSessions);
	}

	@Override
	public int getMaxSessions() {
		return this.target.getMaxSessions();
	}

	@Override
	public void setClock(Clock clock) {
		this.target.setClock(clock);
	}

	@Override
	public Clock getClock() {
		return this.target.getClock();
	}

}
