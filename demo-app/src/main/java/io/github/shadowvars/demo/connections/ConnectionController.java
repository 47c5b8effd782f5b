package io.github.shadowvars.demo.connections;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uses and evicts the pool's connections over HTTP.
 */
@RestController
@RequestMapping("/connections")
class ConnectionController {

	private final TenantSessions sessions;

	ConnectionController(TenantSessions sessions) {
		this.sessions = sessions;
	}

	@PostMapping
	void use() {
		this.sessions.work();
	}

	@DeleteMapping
	Evicted evict() {
		return new Evicted(this.sessions.evict());
	}

	record Evicted(int connections) {
	}

}
