package com.acme.consumer;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rabbitmq.client.ShutdownNotifier;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.ShutdownNotifierComponent;
import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import io.github.shadowvars.web.WebSessionLifetime;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.r2dbc.spi.ConnectionFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parents that tell their end, or whose owner does, with the libraries of the line under
 * test.
 */
class LifetimeTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	@BeforeEach
	void reset() {
		events.clear();
	}

	@Test
	void jdbcConnectionShouldEndWhenItsPoolClosesIt() throws Exception {
		try (ConfigurableApplicationContext context = run("spring.datasource.url=jdbc:h2:mem:lifetimes")) {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			try (Connection connection = pool.getConnection()) {
				attach(context, "jdbc", connection);
			}
			assertThat(events).isEmpty();
			pool.getHikariPoolMXBean().softEvictConnections();
			Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly("jdbc PARENT_DESTROYED"));
		}
	}

	@Test
	void r2dbcConnectionShouldEndWhenItIsClosed() {
		try (ConfigurableApplicationContext context = run("spring.autoconfigure.exclude=",
				"spring.r2dbc.url=r2dbc:h2:mem:///lifetimes")) {
			io.r2dbc.spi.Connection connection = Mono.from(context.getBean(ConnectionFactory.class).create()).block();
			attach(context, "r2dbc", connection);
			Mono.from(connection.close()).block();
			assertThat(events).containsExactly("r2dbc PARENT_DESTROYED");
		}
	}

	@Test
	void nettyChannelShouldEndWhenItIsClosed() {
		try (ConfigurableApplicationContext context = run()) {
			EmbeddedChannel channel = new EmbeddedChannel();
			attach(context, "netty", channel);
			channel.close().syncUninterruptibly();
			assertThat(events).containsExactly("netty PARENT_DESTROYED");
		}
	}

	@Test
	void kafkaClientsShouldEndWhenTheyAreClosed() {
		try (ConfigurableApplicationContext context = run()) {
			Consumer<?, ?> consumer = context.getBean(ConsumerFactory.class).createConsumer();
			attach(context, "consumer", consumer);
			consumer.close();
			assertThat(events).containsExactly("consumer PARENT_DESTROYED");
			attach(context, "producer", context.getBean(ProducerFactory.class).createProducer());
		}
		assertThat(events).containsExactly("consumer PARENT_DESTROYED", "producer PARENT_DESTROYED");
	}

	@Test
	void rabbitNotifierShouldEndWhenItIsShutDown() {
		try (ConfigurableApplicationContext context = run()) {
			ShutdownNotifierComponent notifier = new ShutdownNotifierComponent();
			attach(context, "rabbit", notifier);
			notifier.setShutdownCauseIfOpen(new ShutdownSignalException(true, true, null, notifier));
			notifier.notifyListeners();
			assertThat(events).containsExactly("rabbit PARENT_DESTROYED");
		}
	}

	@Test
	void webSessionShouldEndWhenItIsInvalidated() {
		try (WebSessionLifetime lifetime = new WebSessionLifetime(Duration.ofSeconds(10));
				ShadowRegistry registry = ShadowRegistry.builder()
					.parentResolver(WebSession.class, WebSessionLifetime::unwrap)
					.lifetime(WebSession.class, lifetime)
					.build()) {
			WebSession session = lifetime.watch(new InMemoryWebSessionStore()).createWebSession().block();
			registry.register(type(WebSession.class, "session")).getOrAlloc(session);
			session.invalidate().block();
			assertThat(events).containsExactly("session PARENT_DESTROYED");
		}
	}

	@Test
	void webSocketSessionShouldEndWhenItsHandlerIsTold() throws Exception {
		try (RunningConsumer consumer = new RunningConsumer((context) -> context.registerBean(WebSockets.class))) {
			WebSocketHttpRequestHandler handler = (WebSocketHttpRequestHandler) consumer
				.bean("webSocketHandlerMapping", SimpleUrlHandlerMapping.class)
				.getUrlMap()
				.get("/socket");
			WebSocketSession session = new StandardWebSocketSession(new HttpHeaders(), null, null, null);
			attach(consumer.registry(), "socket", session);
			handler.getWebSocketHandler().afterConnectionClosed(session, CloseStatus.NORMAL);
			assertThat(events).containsExactly("socket PARENT_DESTROYED");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Types.class).web(WebApplicationType.NONE)
			.properties(RunningConsumer.WITHOUT_R2DBC)
			.properties(properties)
			.run();
	}

	private static void attach(ConfigurableApplicationContext context, String name, Object parent) {
		attach(context.getBean(ShadowRegistry.class), name, parent);
	}

	@SuppressWarnings("unchecked")
	private static void attach(ShadowRegistry registry, String name, Object parent) {
		((ShadowVariable<Object, String>) Objects.requireNonNull(registry.find(name))).alloc(parent);
	}

	private static <P> ShadowType<P, String> type(Class<P> parentType, String name) {
		return builder(parentType, name).build();
	}

	private static <P> ShadowType.Builder<P, String> builder(Class<P> parentType, String name) {
		return ShadowType.builder(parentType, String.class)
			.name(name)
			.constructor((parent) -> "value")
			.destructor((parent, value, cause) -> events.add(name + " " + cause));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Types {

		private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "a",
				"key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class,
				"key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class);

		@Bean
		ConsumerFactory<Object, Object> consumers() {
			return new DefaultKafkaConsumerFactory<>(KAFKA);
		}

		@Bean
		ProducerFactory<Object, Object> producers() {
			return new DefaultKafkaProducerFactory<>(KAFKA);
		}

		@Bean
		ShadowType<Connection, String> jdbc() {
			return builder(Connection.class, "jdbc").parentResolver(ParentResolvers.physicalConnection()).build();
		}

		@Bean
		ShadowType<io.r2dbc.spi.Connection, String> r2dbc() {
			return builder(io.r2dbc.spi.Connection.class, "r2dbc").parentResolver(ParentResolvers.r2dbcConnection())
				.build();
		}

		@Bean
		ShadowType<Channel, String> netty() {
			return type(Channel.class, "netty");
		}

		@Bean
		@SuppressWarnings("rawtypes")
		ShadowType<Consumer, String> consumer() {
			return type(Consumer.class, "consumer");
		}

		@Bean
		@SuppressWarnings("rawtypes")
		ShadowType<Producer, String> producer() {
			return type(Producer.class, "producer");
		}

		@Bean
		ShadowType<ShutdownNotifier, String> rabbit() {
			return type(ShutdownNotifier.class, "rabbit");
		}

	}

	@EnableWebSocket
	static class WebSockets {

		@Bean
		ShadowType<WebSocketSession, String> socket() {
			return type(WebSocketSession.class, "socket");
		}

		@Bean
		WebSocketConfigurer sockets() {
			return (registry) -> registry.addHandler(new AbstractWebSocketHandler() {
			}, "/socket").setHandshakeHandler((request, response, handler, attributes) -> false);
		}

	}

}
