package io.github.shadowvars.autoconfigure;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.web.WebSessionLifetime;
import io.github.shadowvars.web.WebSocketLifetime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableReactiveWebApplicationContext;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowWebSessionAutoConfiguration},
 * {@link ShadowWebSocketAutoConfiguration} and {@link ShadowServletAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowWebLifetimesTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(ShadowAutoConfiguration.class,
			ShadowWebSessionAutoConfiguration.class, ShadowWebSocketAutoConfiguration.class,
			ShadowReactiveWebSocketAutoConfiguration.class, ShadowServletAutoConfiguration.class);

	private static final ShadowType<WebSession, String> SESSION_TYPE = ShadowType
		.builder(WebSession.class, String.class)
		.id(1)
		.build();

	private static final ShadowType<WebSocketSession, String> SOCKET_TYPE = ShadowType
		.builder(WebSocketSession.class, String.class)
		.id(2)
		.build();

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withBean("manager", DefaultWebSessionManager.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withUserConfiguration(MappingConfiguration.class);

	@Test
	void storeWhenASessionTypeIsABeanShouldBeWatched() {
		this.reactive.withUserConfiguration(TypesConfiguration.class)
			.run((context) -> assertThat(store(context)).isNotExactlyInstanceOf(InMemoryWebSessionStore.class));
	}

	@Test
	void storeWhenNoTypeHasSessionsAsParentsShouldBeAsItWas(CapturedOutput output) {
		this.reactive.run((context) -> assertThat(store(context)).isExactlyInstanceOf(InMemoryWebSessionStore.class));
		assertThat(output).doesNotContain("WARN").doesNotContain("shadow");
	}

	@Test
	void storeWhenDisabledShouldBeAsItWas() {
		this.reactive.withUserConfiguration(TypesConfiguration.class)
			.withPropertyValues("shadow.lifetimes.web-session.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(WebSessionLifetime.class);
				assertThat(store(context)).isExactlyInstanceOf(InMemoryWebSessionStore.class);
			});
	}

	@Test
	void storeWhenTheApplicationBuildsTheRegistryShouldBeAsItWas() {
		this.reactive.withUserConfiguration(TypesConfiguration.class)
			.withBean(ShadowRegistry.class, () -> ShadowRegistry.builder().build())
			.run((context) -> assertThat(store(context)).isExactlyInstanceOf(InMemoryWebSessionStore.class));
	}

	@Test
	void registerWhenTheStoreIsMadeShouldWarnThatOnlyTheCollectorFrees(CapturedOutput output) {
		this.reactive.run((context) -> {
			assertThat(output).doesNotContain("WARN");
			context.getBean(ShadowRegistry.class).register(SESSION_TYPE);
			assertThat(output).containsOnlyOnce(
					"Shadow type 0x1 became known only after the creation of the bean 'manager', so its variables are "
							+ "freed only when their org.springframework.web.server.WebSession is garbage-collected; declare "
							+ "the type as a bean, with its type arguments");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s", "-1500ms" })
	void startWhenTheCheckIntervalIsNotPositiveShouldFail(String interval) {
		this.reactive.withPropertyValues("shadow.lifetimes.web-session.check-interval=" + interval)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidShadowPropertyException.class)
				.hasMessage(
						"Property shadow.lifetimes.web-session.check-interval=%s is invalid. It must be positive. Use "
								+ "for example 10s.",
						interval));
	}

	@Test
	void startWhenThePropertyOfEmittersCanActShouldNotWarn(CapturedOutput output) {
		this.servlet.withPropertyValues("shadow.lifetimes.sse.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("has no effect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "enabled=true", "check-interval=5s" })
	void startWhenAPropertyOfSessionsCanActShouldNotWarn(String property, CapturedOutput output) {
		this.reactive.withPropertyValues("shadow.lifetimes.web-session." + property)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("has no effect");
	}

	@Test
	void startWhenTheWebLibrariesAreMissingShouldSucceed() {
		this.reactive
			.withClassLoader(new FilteredClassLoader("org.springframework.web.socket",
					"org.springframework.web.reactive.socket", "org.springframework.web.servlet"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebSocketLifetime.class)
				.hasSingleBean(WebSessionLifetime.class));
	}

	@Test
	void handlerWhenASocketTypeIsABeanShouldBeWatchedAndKeepItsConfiguration() {
		this.servlet.withUserConfiguration(TypesConfiguration.class).run((context) -> {
			WebSocketHttpRequestHandler handler = handler(context.getBean(SimpleUrlHandlerMapping.class));
			WebSocketHttpRequestHandler original = context.getBean(WebSocketHttpRequestHandler.class);
			assertThat(handler).isNotSameAs(original);
			assertThat(handler.getHandshakeHandler()).isSameAs(original.getHandshakeHandler());
			assertThat(handler.getHandshakeInterceptors()).isEqualTo(original.getHandshakeInterceptors());
		});
	}

	@Test
	void handlerWhenNoTypeHasSocketsAsParentsShouldBeAsItWas(CapturedOutput output) {
		this.servlet.run((context) -> {
			assertThat(handler(context.getBean(SimpleUrlHandlerMapping.class)))
				.isSameAs(context.getBean(WebSocketHttpRequestHandler.class));
			assertThat(output).doesNotContain("WARN");
			context.getBean(ShadowRegistry.class).register(SOCKET_TYPE);
			assertThat(output).containsOnlyOnce(
					"Shadow type 0x2 became known only after the creation of the bean 'mapping', so its variables are "
							+ "freed only when their org.springframework.web.socket.WebSocketSession is garbage-collected; "
							+ "declare the type as a bean, with its type arguments");
		});
	}

	@Test
	void handlerWhenDisabledShouldBeAsItWas() {
		this.servlet.withUserConfiguration(TypesConfiguration.class)
			.withPropertyValues("shadow.lifetimes.websocket.enabled=false")
			.run((context) -> assertThat(handler(context.getBean(SimpleUrlHandlerMapping.class)))
				.isSameAs(context.getBean(WebSocketHttpRequestHandler.class)));
	}

	@Test
	void handlerWhenItsClassIsTheApplicationsShouldWarn(CapturedOutput output) {
		this.servlet.withUserConfiguration(TypesConfiguration.class)
			.withBean("own", SimpleUrlHandlerMapping.class, () -> new SimpleUrlHandlerMapping(
					Map.of("/own", new WebSocketHttpRequestHandler(new TextWebSocketHandler()) {
					}), 1))
			.run((context) -> assertThat(output).contains("The handler of /own in the bean 'own' is a ")
				.contains("give it a WebSocketHandler that WebSocketLifetime.watch returns"));
	}

	private static InMemoryWebSessionStore store(AssertableReactiveWebApplicationContext context) {
		return (InMemoryWebSessionStore) context.getBean(DefaultWebSessionManager.class).getSessionStore();
	}

	private static WebSocketHttpRequestHandler handler(SimpleUrlHandlerMapping mapping) {
		return (WebSocketHttpRequestHandler) Objects.requireNonNull(mapping.getHandlerMap().get("/ws"));
	}

	@Configuration(proxyBeanMethods = false)
	static class TypesConfiguration {

		@Bean
		ShadowType<WebSession, String> sessionType() {
			return SESSION_TYPE;
		}

		@Bean
		ShadowType<WebSocketSession, String> socketType() {
			return SOCKET_TYPE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MappingConfiguration {

		@Bean
		WebSocketHttpRequestHandler requestHandler() {
			return new WebSocketHttpRequestHandler(new TextWebSocketHandler());
		}

		@Bean
		SimpleUrlHandlerMapping mapping(WebSocketHttpRequestHandler requestHandler) {
			return new SimpleUrlHandlerMapping(new TreeMap<>(Map.of("/ws", requestHandler)), 0);
		}

	}

}
