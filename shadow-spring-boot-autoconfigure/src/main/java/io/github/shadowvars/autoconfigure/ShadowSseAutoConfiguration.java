package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Auto-configuration of {@link ResponseBodyEmitter}, including {@code SseEmitter}, as
 * parents. Their variables are freed when the response is complete.
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass(ResponseBodyEmitter.class)
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.sse.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowSseAutoConfiguration {

	ShadowSseAutoConfiguration() {
	}

	@Bean
	ShadowRegistryCustomizer shadowSseCustomizer() {
		return (builder) -> builder.lifetime(ResponseBodyEmitter.class, ResponseBodyEmitter::onCompletion);
	}

}
