package io.github.shadowvars.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.web.server.WebSession;

/**
 * A session that reports its invalidation.
 */
final class WatchedWebSession implements WebSession {

	private final WebSession target;

	private final WebSessionLifetime lifetime;

	WatchedWebSession(WebSession target, WebSessionLifetime lifetime) {
		this.target = target;
		this.lifetime = lifetime;
	}

	WebSession target() {
		return this.target;
	}

	@Override
	public Mono<Void> invalidate() {
		this.lifetime.end(this.target);
		return this.target.invalidate();
	}

	@Override
	public String getId() {
		return this.target.getId();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.target.getAttributes();
	}

	@Override
	public void start() {
		this.target.start();
	}

	@Override
	public boolean isStarted() {
		return this.target.isStarted();
	}

	@Override
	public Mono<Void> changeSessionId() {
		return this.target.changeSessionId();
	}

	@Override
	public Mono<Void> save() {
		return this.target.save();
	}

	@Override
	public boolean isExpired() {
		return this.target.isExpired();
	}

	@Override
	public Instant getCreationTime() {
		return this.target.getCreationTime();
	}

	@Override
	public Instant getLastAccessTime() {
		return this.target.getLastAccessTime();
	}

	@Override
	public void setMaxIdleTime(Duration maxIdleTime) {
		this.target.setMaxIdleTime(maxIdleTime);
	}

	@Override
	public Duration getMaxIdleTime() {
		return this.target.getMaxIdleTime();
	}

}
