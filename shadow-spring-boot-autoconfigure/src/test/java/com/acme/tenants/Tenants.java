package com.acme.tenants;

import java.sql.Connection;
import java.sql.SQLException;

import io.github.shadowvars.ShadowVariable;

import org.springframework.stereotype.Component;

// tag::example[]
@Component
record Tenants(ShadowVariable<Connection, Tenant> tenant) {

	void use(Connection connection, String name) throws SQLException {
		Tenant current = this.tenant.getOrAlloc(connection);
		if (!name.equals(current.name)) {
			connection.setSchema(name);
			current.name = name;
		}
	}

	static class Tenant {

		private String name = "";

	}

}
// end::example[]
