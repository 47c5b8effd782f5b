package io.github.shadowvars.demo.admin;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Spring Boot Admin's server in the profile {@code admin}.
 *
 * @param port the port of the server, 0 for any free port
 */
@ConfigurationProperties("demo.admin")
record AdminProperties(int port) {
}
