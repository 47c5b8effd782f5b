package com.acme.queries;

import java.sql.Connection;
import java.util.concurrent.atomic.LongAdder;

import io.github.shadowvars.ShadowVariable;

import org.springframework.stereotype.Component;

// tag::example[]
@Component
record QueryCounter(ShadowVariable<Connection, LongAdder> queries) {

	void count(Connection connection) {
		this.queries.getOrAlloc(connection).increment();
	}

}
// end::example[]
