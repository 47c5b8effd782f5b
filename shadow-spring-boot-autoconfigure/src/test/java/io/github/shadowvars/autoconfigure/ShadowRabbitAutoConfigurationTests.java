package io.github.shadowvars.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownNotifier;
import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.annotation.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShadowRabbitAutoConfiguration}, with a RabbitMQ server.
 */
class ShadowRabbitAutoConfigurationTests {

	private static final String LIFETIME = "shadowRabbitLifetime";

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(RabbitAutoConfiguration.class, ShadowAutoConfiguration.class, ShadowRabbitAutoConfiguration.class));

	@Test
	void configurationWhenDisabledShouldBeAbsent() {
		this.runner.run((context) -> assertThat(context).hasBean(LIFETIME));
		this.runner.withPropertyValues("shadow.lifetimes.rabbitmq.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LIFETIME));
		this.runner.withPropertyValues("shadow.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LIFETIME));
	}

	@Test
	void configurationWhenSpringRabbitIsMissingShouldServeTheClient() {
		ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowRabbitAutoConfiguration.class));
		plain.withClassLoader(new FilteredClassLoader("org.springframework.amqp"))
			.run((context) -> assertThat(context).hasNotFailed().hasBean(LIFETIME));
		plain.withClassLoader(new FilteredClassLoader("org.springframework.amqp", "com.rabbitmq"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LIFETIME));
	}

	/**
	 * Tests that need a server. They are skipped where there is none, unless the
	 * environment variable {@code DEMO_REQUIRE} lists {@code rabbitmq}.
	 */
	@Nested
	@Tag("once")
	@ExtendWith(Installed.class)
	class WithServer {

		private static final Duration LONG = Duration.ofSeconds(60);

		private static @Nullable RabbitServer server;

		private final List<Socket> sockets = new CopyOnWriteArrayList<>();

		@BeforeAll
		static void start() throws IOException {
			server = new RabbitServer();
		}

		@AfterAll
		static void stop() throws IOException {
			if (server != null) {
				server.close();
			}
		}

		private ApplicationContextRunner typed() {
			return ShadowRabbitAutoConfigurationTests.this.runner.withUserConfiguration(Types.class)
				.withBean("events", List.class, () -> ShadowRabbitAutoConfigurationTests.this.events)
				.withPropertyValues("spring.rabbitmq.host=127.0.0.1",
						"spring.rabbitmq.port=" + Objects.requireNonNull(server).port());
		}

		@ParameterizedTest
		@ValueSource(strings = { "none", "simple", "correlated" })
		void channelWhenFactoryIsResetShouldFreeItsVariable(String confirms) {
			typed().withPropertyValues("spring.rabbitmq.publisher-confirm-type=" + confirms).run((context) -> {
				Object first = attach(context);
				assertThat(attach(context)).as("the channel was given back").isSameAs(first);
				assertEvents();
				context.getBean(CachingConnectionFactory.class).resetConnection();
				awaitEvents("channel PARENT_DESTROYED");
				assertThat(attach(context)).isNotSameAs(first);
			});
		}

		@Test
		void channelWhenTheServerClosesItShouldFreeItsVariable() {
			typed().run((context) -> {
				Object first = attach(context);
				assertThatExceptionOfType(AmqpException.class).isThrownBy(() -> context.getBean(RabbitTemplate.class)
					.execute((channel) -> channel.queueDeclarePassive("missing")));
				awaitEvents("channel PARENT_DESTROYED");
				assertThat(attach(context)).isNotSameAs(first);
			});
		}

		@Test
		void channelThatWasClosedShouldBeRefused() {
			typed().run((context) -> {
				CachingConnectionFactory factory = context.getBean(CachingConnectionFactory.class);
				Channel channel = factory.createConnection().createChannel(false);
				factory.resetConnection();
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> channels(context).getOrAlloc(channel));
				assertThat(channels(context).count()).isZero();
			});
		}

		@Test
		void connectionWhenItIsLostShouldFreeAllVariables() {
			typed().run((context) -> {
				CachingConnectionFactory factory = context.getBean(CachingConnectionFactory.class);
				watchSockets(factory.getRabbitConnectionFactory());
				Connection connection = factory.createConnection().getDelegate();
				connections(context).getOrAlloc(connection);
				attach(context);
				// As if the server had ended
				this.sockets.get(0).shutdownInput();
				awaitEvents("channel PARENT_DESTROYED", "connection PARENT_DESTROYED");
				assertThatExceptionOfType(ParentEndedException.class)
					.isThrownBy(() -> connections(context).getOrAlloc(connection));
			});
		}

		@Test
		void channelWhenListenerIsStoppedShouldFreeItsVariable() {
			typed().withUserConfiguration(Orders.class).run((context) -> {
				receive(context);
				context.getBean(RabbitListenerEndpointRegistry.class).stop();
				awaitEvents("channel PARENT_DESTROYED");
			});
		}

		@Test
		void channelWhenContextIsClosedWhileInUseShouldFreeItsVariable() {
			typed().withUserConfiguration(Orders.class).run((context) -> {
				receive(context);
				connections(context)
					.getOrAlloc(context.getBean(CachingConnectionFactory.class).createConnection().getDelegate());
			});
			// The client reports the connection's end after its close() has returned,
			// possibly when the registry is closed already
			assertThat(ShadowRabbitAutoConfigurationTests.this.events).hasSize(2)
				.contains("channel PARENT_DESTROYED")
				.containsAnyOf("connection PARENT_DESTROYED", "connection CLOSED");
		}

		@Test
		void connectionThatRecoversShouldKeepItsVariablesUntilItIsClosed() {
			typed().run((context) -> {
				com.rabbitmq.client.ConnectionFactory factory = new com.rabbitmq.client.ConnectionFactory();
				factory.setHost("127.0.0.1");
				factory.setPort(Objects.requireNonNull(server).port());
				factory.setNetworkRecoveryInterval(10);
				watchSockets(factory);
				try (Connection connection = factory.newConnection()) {
					Channel channel = connection.createChannel();
					Channel other = connection.createChannel();
					channels(context).getOrAlloc(other);
					Object first = channels(context).getOrAlloc(channel);
					connections(context).getOrAlloc(connection);
					this.sockets.get(0).shutdownInput();
					Awaitility.await().atMost(LONG).until(() -> this.sockets.size() == 2 && channel.isOpen());
					assertThat(channels(context).getOrAlloc(channel)).isSameAs(first);
					assertEvents();
					assertThatExceptionOfType(IOException.class).isThrownBy(() -> other.queueDeclarePassive("missing"));
					awaitEvents("channel PARENT_DESTROYED");
					ShadowRabbitAutoConfigurationTests.this.events.clear();
				}
				awaitEvents("channel PARENT_DESTROYED", "connection PARENT_DESTROYED");
			});
		}

		private void watchSockets(com.rabbitmq.client.ConnectionFactory factory) {
			factory.setSocketConfigurator(this.sockets::add);
		}

		private Object attach(AssertableApplicationContext context) {
			return Objects.requireNonNull(
					context.getBean(RabbitTemplate.class).execute((channel) -> channels(context).getOrAlloc(channel)));
		}

		private void receive(AssertableApplicationContext context) throws Exception {
			Orders orders = context.getBean(Orders.class);
			context.getBean(RabbitTemplate.class).convertAndSend("orders", "1");
			orders.received.get(60, TimeUnit.SECONDS);
			assertEvents();
			assertThat(channels(context).count()).isEqualTo(1);
		}

		private void awaitEvents(String... expected) {
			Awaitility.await().atMost(LONG).untilAsserted(() -> assertEvents(expected));
		}

		private void assertEvents(String... expected) {
			assertThat(ShadowRabbitAutoConfigurationTests.this.events).containsExactlyInAnyOrder(expected);
		}

		private static ShadowVariable<Channel, Object> channels(AssertableApplicationContext context) {
			return Objects
				.requireNonNull(context.getBean(ShadowRegistry.class).find(context.getBean(Types.class).channels));
		}

		private static ShadowVariable<Connection, Object> connections(AssertableApplicationContext context) {
			return Objects
				.requireNonNull(context.getBean(ShadowRegistry.class).find(context.getBean(Types.class).connections));
		}

	}

	static final class Installed implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if (RabbitServer.isInstalled()) {
				return ConditionEvaluationResult.enabled("RabbitMQ is installed");
			}
			String required = System.getenv("DEMO_REQUIRE");
			if (required != null && required.contains("rabbitmq")) {
				return ConditionEvaluationResult.enabled("DEMO_REQUIRE lists rabbitmq");
			}
			return ConditionEvaluationResult
				.disabled("There is no server in /usr/lib/rabbitmq; install the Debian package rabbitmq-server");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Types {

		private final ShadowType<Channel, Object> channels;

		private final ShadowType<Connection, Object> connections;

		Types(List<String> events) {
			this.channels = type(events, Channel.class, "channel");
			this.connections = type(events, Connection.class, "connection");
		}

		private static <P extends ShutdownNotifier> ShadowType<P, Object> type(List<String> events, Class<P> parentType,
				String name) {
			return ShadowType.builder(parentType, Object.class)
				.name(name)
				.constructor((parent) -> new Object())
				.destructor((parent, value, cause) -> events.add(name + " " + cause))
				.build();
		}

		@Bean
		ShadowType<Channel, Object> channels() {
			return this.channels;
		}

		@Bean
		ShadowType<Connection, Object> connections() {
			return this.connections;
		}

	}

	static final class Orders {

		private final CompletableFuture<String> received = new CompletableFuture<>();

		private final ShadowVariable<Channel, Object> state;

		Orders(ShadowVariable<Channel, Object> state) {
			this.state = state;
		}

		@RabbitListener(queuesToDeclare = @Queue("orders"))
		void receive(String order, Channel channel) {
			this.state.getOrAlloc(channel);
			this.received.complete(order);
		}

	}

}
