package io.github.shadowvars.autoconfigure;

import java.util.Map;

import io.github.shadowvars.web.WebSocketLifetime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.LoggingWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;

/**
 * Auto-configuration of Spring MVC's WebSocket sessions as parents. The handler of a
 * session reports the session's end. Handlers are watched if a type bean has such
 * parents. To switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.websocket.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass({ WebSocketHttpRequestHandler.class, SimpleUrlHandlerMapping.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.websocket.enabled" },
		matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowWebSocketAutoConfiguration {

	private static final Log logger = LogFactory.getLog(WebSocketLifetime.class);

	ShadowWebSocketAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WebSocketLifetime shadowWebSocketLifetime() {
		return new WebSocketLifetime();
	}

	@Bean
	ShadowRegistryCustomizer shadowWebSocketCustomizer() {
		// The lifetime is a bean, which the registry finds
		return (builder) -> builder.parentResolver(WebSocketSession.class, WebSocketLifetime::unwrap);
	}

	@Bean
	static OwnerPostProcessor<SimpleUrlHandlerMapping> shadowWebSocketPostProcessor(ShadowBeans shadowBeans,
			ObjectProvider<WebSocketLifetime> lifetime) {
		return new OwnerPostProcessor<>(SimpleUrlHandlerMapping.class, WebSocketSession.class, shadowBeans,
				(mapping, name) -> watch(mapping, name, lifetime));
	}

	// The mapping reads its map later, in setApplicationContext
	@SuppressWarnings("unchecked")
	private static void watch(SimpleUrlHandlerMapping mapping, String name,
			ObjectProvider<WebSocketLifetime> lifetime) {
		((Map<String, Object>) mapping.getUrlMap()).replaceAll((url, handler) -> watch(handler, name, url, lifetime));
	}

	private static Object watch(Object handler, String name, String url, ObjectProvider<WebSocketLifetime> lifetime) {
		if (handler.getClass() == WebSocketHttpRequestHandler.class) {
			WebSocketHttpRequestHandler webSocket = (WebSocketHttpRequestHandler) handler;
			WebSocketHttpRequestHandler watched = new WebSocketHttpRequestHandler(
					lifetime.getObject().watch(undecorated(webSocket.getWebSocketHandler())),
					webSocket.getHandshakeHandler());
			watched.setHandshakeInterceptors(webSocket.getHandshakeInterceptors());
			return watched;
		}
		if (handler.getClass() == SockJsHttpRequestHandler.class) {
			SockJsHttpRequestHandler sockJs = (SockJsHttpRequestHandler) handler;
			return new SockJsHttpRequestHandler(sockJs.getSockJsService(),
					lifetime.getObject().watch(undecorated(sockJs.getWebSocketHandler())));
		}
		if (handler instanceof WebSocketHttpRequestHandler || handler instanceof SockJsHttpRequestHandler) {
			logger
				.warn(("The handler of %s in the bean '%s' is a %s, so shadow variables of its WebSocket sessions are "
						+ "freed only when the sessions are garbage-collected; give it a WebSocketHandler that "
						+ "WebSocketLifetime.watch returns")
					.formatted(url, name, handler.getClass().getName()));
		}
		return handler;
	}

	/**
	 * Removes the decorators that a request handler adds to its handler.
	 */
	private static WebSocketHandler undecorated(WebSocketHandler handler) {
		WebSocketHandler behind = handler;
		while (behind.getClass() == ExceptionWebSocketHandlerDecorator.class
				|| behind.getClass() == LoggingWebSocketHandlerDecorator.class) {
			behind = ((WebSocketHandlerDecorator) behind).getDelegate();
		}
		return behind;
	}

}
