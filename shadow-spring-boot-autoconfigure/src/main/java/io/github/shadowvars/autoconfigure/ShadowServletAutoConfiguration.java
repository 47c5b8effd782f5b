package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Auto-configuration of HTTP sessions and servlet requests as parents, and of
 * {@link ResponseBodyEmitter}, including {@code SseEmitter}: the variables of an emitter
 * are freed when its response is complete. To switch off sessions and requests, or
 * emitters:
 *
 * <pre class="code">
 * shadow.beans.enabled=false
 * shadow.lifetimes.sse.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HttpSessionListener.class)
@ConditionalOnBooleanProperty(name = "shadow.enabled", matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowServletAutoConfiguration {

	ShadowServletAutoConfiguration() {
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "shadow.beans.enabled", matchIfMissing = true)
	ServletParentListener shadowServletParentListener(ShadowBeans shadowBeans) {
		return new ServletParentListener(shadowBeans.registryUse());
	}

	@Bean
	@Lazy
	@ConditionalOnClass(name = "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter")
	@ConditionalOnBooleanProperty(name = "shadow.lifetimes.sse.enabled", matchIfMissing = true)
	ShadowRegistryCustomizer shadowSseCustomizer() {
		return Emitters::customize;
	}

	/**
	 * In a class of its own, which is loaded only where Spring MVC is present.
	 */
	private static final class Emitters {

		private static void customize(ShadowRegistry.Builder builder) {
			builder.lifetime(ResponseBodyEmitter.class, ResponseBodyEmitter::onCompletion);
		}

	}

}
