package com.acme.consumer;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * An application that stores the tenant of a connection, and which connections were
 * audited.
 */
@SpringBootApplication(proxyBeanMethods = false)
class ConsumerApplication {

	@Bean
	ShadowVariable<Connection, String> tenant(ShadowRegistry registry, Farewells farewells) {
		return registry.register(ShadowType.builder(Connection.class, String.class)
			.id(0x1)
			.name("tenant")
			.description("Whom the connection serves")
			.constructor((connection) -> "nobody")
			.destructor(farewells::say)
			.build());
	}

	@Bean
	ShadowType<Connection, Boolean> audited(Farewells farewells) {
		return ShadowType.builder(Connection.class, Boolean.class)
			.id(0x2)
			.name("audited")
			.destructor(farewells::say)
			.build();
	}

	@Bean
	Farewells farewells() {
		return new Farewells();
	}

	public static void main(String[] args) {
		SpringApplication.run(ConsumerApplication.class, args);
	}

}
