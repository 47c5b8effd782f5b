package com.acme.queries;

import java.sql.Connection;
import java.util.concurrent.atomic.LongAdder;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// tag::example[]
@Configuration
class QueriesConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(QueriesConfiguration.class);

	@Bean
	ShadowType<Connection, LongAdder> queries() {
		return ShadowType.builder(Connection.class, LongAdder.class)
			.name("queries")
			.constructor((connection) -> new LongAdder())
			.destructor((connection, queries, cause) -> logger.info("{} queries on {}", queries, connection))
			.parentResolver(ParentResolvers.physicalConnection())
			.build();
	}

}
// end::example[]
