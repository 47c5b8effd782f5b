package com.acme.tenants;

import java.sql.Connection;

import com.acme.tenants.Tenants.Tenant;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ParentResolvers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// tag::example[]
@Configuration
class TenantConfiguration {

	@Bean
	ShadowType<Connection, Tenant> tenant() {
		return ShadowType.<Connection, Tenant>builder(Connection.class, Tenant.class)
			.name("tenant")
			.constructor((connection) -> new Tenant())
			.parentResolver(ParentResolvers.physicalConnection())
			.build();
	}

}
// end::example[]
