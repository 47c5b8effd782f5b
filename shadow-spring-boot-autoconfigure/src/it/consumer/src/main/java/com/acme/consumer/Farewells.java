package com.acme.consumer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.FreeCause;

/**
 * Records which values were destroyed, and the causes.
 */
final class Farewells {

	private final List<String> said = new CopyOnWriteArrayList<>();

	void say(Connection connection, Object value, FreeCause cause) {
		this.said.add("%s %s %s".formatted(value, cause, (connection != null) ? "of a connection" : "of none"));
	}

	List<String> said() {
		return this.said;
	}

}
