package io.github.shadowvars.autoconfigure;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The integrations below {@code shadow.lifetimes}.
 */
enum Integration {

	JDBC("JDBC connections", List.of("java.sql.Connection"), "spring-jdbc", "shadowPoolPostProcessor"),

	R2DBC("R2DBC connections", List.of("io.r2dbc.spi.Connection"), "an R2DBC driver and Spring Boot's R2DBC support",
			"shadowConnectionFactoryDecorator"),

	NETTY("Netty channels", List.of("io.netty.channel.Channel"), "Netty", "shadowChannelLifetime"),

	KAFKA("Kafka consumers and producers",
			List.of("org.apache.kafka.clients.consumer.Consumer", "org.apache.kafka.clients.producer.Producer"),
			"Spring for Apache Kafka", "shadowConsumerFactoryPostProcessor", "shadowProducerFactoryPostProcessor"),

	RABBITMQ("RabbitMQ connections and channels",
			List.of("com.rabbitmq.client.Connection", "com.rabbitmq.client.Channel"), "RabbitMQ's client",
			"shadowRabbitLifetime"),

	WEB_SESSION("WebFlux sessions", List.of("org.springframework.web.server.WebSession"), "a reactive web application",
			"shadowWebSessionLifetime"),

	WEBSOCKET("WebSocket sessions",
			List.of("org.springframework.web.socket.WebSocketSession",
					"org.springframework.web.reactive.socket.WebSocketSession"),
			"Spring's WebSocket support", "shadowWebSocketLifetime", "shadowReactiveWebSocketCustomizer"),

	SSE("emitters", List.of("org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter"),
			"a servlet application with Spring MVC", "shadowSseCustomizer");

	private final String parents;

	@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
	private final List<String> parentTypes;

	private final String need;

	@SuppressWarnings("ImmutableEnumChecker")
	private final List<String> beanNames;

	Integration(String parents, List<String> parentTypes, String need, String... beanNames) {
		this.parents = parents;
		this.parentTypes = parentTypes;
		this.need = need;
		this.beanNames = List.of(beanNames);
	}

	/**
	 * Returns the integration that a property belongs to, or null if it belongs to none.
	 */
	static @Nullable Integration of(ConfigurationPropertyName property) {
		for (Integration integration : values()) {
			if (property.getNumberOfElements() > 2
					&& property.getElement(2, Form.UNIFORM).equals(UniformName.of(integration.key()))) {
				return integration;
			}
		}
		return null;
	}

	/**
	 * Returns the name in properties.
	 */
	String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns the name of the parents in messages.
	 */
	String parents() {
		return this.parents;
	}

	/**
	 * Returns the names of the parents' classes. One of several may be missing.
	 */
	List<String> parentTypes() {
		return this.parentTypes;
	}

	/**
	 * Returns the library or application type that the integration needs.
	 */
	String need() {
		return this.need;
	}

	/**
	 * Returns the names of the integration's beans. The integration is in force if one of
	 * them exists.
	 */
	List<String> beanNames() {
		return this.beanNames;
	}

}
