package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Auto-configuration of WebFlux's WebSocket sessions as parents, on a server and in a
 * client. Such a session reports its own end. To switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.websocket.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass({ WebSocketSession.class, Mono.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.websocket.enabled" },
		matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowReactiveWebSocketAutoConfiguration {

	ShadowReactiveWebSocketAutoConfiguration() {
	}

	@Bean
	ShadowRegistryCustomizer shadowReactiveWebSocketCustomizer() {
		ParentLifetime<WebSocketSession> lifetime = (session,
				ended) -> session.closeStatus().doFinally((signal) -> ended.run()).subscribe((status) -> {
				}, (failure) -> {
				});
		return (builder) -> builder.lifetime(WebSocketSession.class, lifetime);
	}

}
