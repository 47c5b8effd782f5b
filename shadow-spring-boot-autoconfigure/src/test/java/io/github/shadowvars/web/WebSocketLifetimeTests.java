package io.github.shadowvars.web;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for WebSocket sessions as parents: reactive sessions on Reactor Netty and on
 * Tomcat, and sessions of Spring MVC on Tomcat, with SockJS and with STOMP.
 */
@ParameterizedClass
@EnumSource
class WebSocketLifetimeTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static final List<Callable<?>> closing = new CopyOnWriteArrayList<>();

	private static final List<Callable<?>> attaching = new CopyOnWriteArrayList<>();

	private final ConfigurableApplicationContext context;

	private final URI uri;

	WebSocketLifetimeTests(Stack stack) {
		events.clear();
		closing.clear();
		attaching.clear();
		this.context = new SpringApplicationBuilder(stack.sources).web(stack.type).properties("server.port=0").run();
		this.uri = URI.create("ws://localhost:%s%s"
			.formatted(this.context.getEnvironment().getRequiredProperty("local.server.port"), stack.path));
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void closeWhenByTheClientShouldFree() {
		WebSocket client = connect();
		client.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
		awaitEvents("attached", "PARENT_DESTROYED");
		assertThat(attaching).singleElement()
			.satisfies((attach) -> assertThatExceptionOfType(ParentEndedException.class).isThrownBy(attach::call)
				.withMessageContaining("because that parent has ended"));
	}

	@Test
	void closeWhenByTheServerShouldFree() throws Exception {
		WebSocket client = connect();
		closing.get(0).call();
		awaitEvents("attached", "PARENT_DESTROYED");
		client.abort();
	}

	@Test
	void lossOfTheConnectionShouldFree() throws Exception {
		try (Socket socket = new Socket("localhost", this.uri.getPort())) {
			List<String> request = List.of("GET %s HTTP/1.1".formatted(this.uri.getPath()), "Host: localhost",
					"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
					"Sec-WebSocket-Version: 13", "", "");
			socket.getOutputStream().write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
			InputStream response = socket.getInputStream();
			assertThat(new String(response.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
			awaitEvents("attached");
			socket.setSoLinger(true, 0);
		}
		awaitEvents("attached", "PARENT_DESTROYED");
	}

	@Test
	void closeOfTheContextShouldFreeOnce() {
		WebSocket client = connect();
		this.context.close();
		assertThat(events).hasSize(2).containsAnyOf("PARENT_DESTROYED", "CLOSED");
		client.abort();
	}

	private WebSocket connect() {
		WebSocket client = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(this.uri, new WebSocket.Listener() {
			})
			.join();
		awaitEvents("attached");
		return client;
	}

	private static void awaitEvents(String... expected) {
		Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly(expected));
	}

	private static <S> ShadowType<S, String> type(Class<S> sessionType) {
		return ShadowType.builder(sessionType, String.class).id(1).constructor((session) -> {
			events.add("attached");
			return "value";
		}).destructor((session, value, cause) -> events.add(cause.name())).build();
	}

	enum Stack {

		NETTY(WebApplicationType.REACTIVE, "/ws", NettyReactiveWebServerFactory.class, ReactiveConfiguration.class),

		TOMCAT(WebApplicationType.REACTIVE, "/ws", TomcatReactiveWebServerFactory.class, ReactiveConfiguration.class,
				TomcatUpgradeConfiguration.class),

		SERVLET(WebApplicationType.SERVLET, "/ws", ServletConfiguration.class),

		SOCKJS(WebApplicationType.SERVLET, "/sockjs/websocket", ServletConfiguration.class),

		STOMP(WebApplicationType.SERVLET, "/stomp", StompConfiguration.class);

		private final WebApplicationType type;

		private final String path;

		@SuppressWarnings("ImmutableEnumChecker")
		private final Class<?>[] sources;

		Stack(WebApplicationType type, String path, Class<?>... sources) {
			this.type = type;
			this.path = path;
			this.sources = sources;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ReactiveConfiguration {

		@Bean
		ShadowType<org.springframework.web.reactive.socket.WebSocketSession, String> sessionType() {
			return type(org.springframework.web.reactive.socket.WebSocketSession.class);
		}

		@Bean
		org.springframework.web.reactive.handler.SimpleUrlHandlerMapping mapping(ShadowRegistry registry,
				ShadowType<org.springframework.web.reactive.socket.WebSocketSession, String> type) {
			ShadowVariable<org.springframework.web.reactive.socket.WebSocketSession, String> variable = registry
				.register(type);
			org.springframework.web.reactive.socket.WebSocketHandler handler = (session) -> {
				variable.getOrAlloc(session);
				closing.add(() -> {
					session.close().subscribe();
					return null;
				});
				attaching.add(() -> variable.getOrAlloc(session));
				return session.receive().then();
			};
			return new org.springframework.web.reactive.handler.SimpleUrlHandlerMapping(Map.of("/ws", handler), -1);
		}

	}

	/**
	 * Reactor Netty, on the class path too, would be taken for the server.
	 */
	@Configuration(proxyBeanMethods = false)
	static class TomcatUpgradeConfiguration implements WebFluxConfigurer {

		@Override
		public WebSocketService getWebSocketService() {
			return new HandshakeWebSocketService(new StandardWebSocketUpgradeStrategy());
		}

	}

	private static void opened(WebSocketSession session, ShadowVariable<WebSocketSession, String> variable) {
		WebSocketSession decorated = new ConcurrentWebSocketSessionDecorator(session, 1000, 1000);
		variable.getOrAlloc(decorated);
		assertThat(variable.has(session)).isTrue();
		closing.add(() -> {
			session.close();
			return null;
		});
		attaching.add(() -> variable.getOrAlloc(session));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	static class ServletConfiguration {

		@Bean
		ShadowType<WebSocketSession, String> sessionType() {
			return type(WebSocketSession.class);
		}

		@Bean
		WebSocketConfigurer configurer(ShadowRegistry registry, ShadowType<WebSocketSession, String> type) {
			ShadowVariable<WebSocketSession, String> variable = registry.register(type);
			WebSocketHandler handler = new TextWebSocketHandler() {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) {
					opened(session, variable);
				}

			};
			return (handlers) -> {
				handlers.addHandler(handler, "/ws");
				handlers.addHandler(handler, "/sockjs").withSockJS();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocketMessageBroker
	static class StompConfiguration {

		@Bean
		ShadowType<WebSocketSession, String> sessionType() {
			return type(WebSocketSession.class);
		}

		@Bean
		WebSocketMessageBrokerConfigurer configurer(ShadowRegistry registry,
				ShadowType<WebSocketSession, String> type) {
			ShadowVariable<WebSocketSession, String> variable = registry.register(type);
			return new WebSocketMessageBrokerConfigurer() {

				@Override
				public void registerStompEndpoints(StompEndpointRegistry endpoints) {
					endpoints.addEndpoint("/stomp");
				}

				@Override
				public void configureWebSocketTransport(WebSocketTransportRegistration transport) {
					transport.addDecoratorFactory((handler) -> new WebSocketHandlerDecorator(handler) {

						@Override
						public void afterConnectionEstablished(WebSocketSession session) throws Exception {
							super.afterConnectionEstablished(session);
							opened(session, variable);
						}

					});
				}

			};
		}

	}

}
