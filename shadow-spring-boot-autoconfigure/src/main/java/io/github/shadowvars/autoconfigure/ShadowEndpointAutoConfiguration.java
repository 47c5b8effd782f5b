package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpoint;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpointWebExtension;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link ShadowsEndpoint}. It applies where the endpoint is
 * exposed:
 *
 * <pre class="code">
 * management.endpoints.web.exposure.include=health,shadows
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBooleanProperty(name = "shadow.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
@ConditionalOnAvailableEndpoint(ShadowsEndpoint.class)
public final class ShadowEndpointAutoConfiguration {

	ShadowEndpointAutoConfiguration() {
	}

	// Each context shows its own registry; a bean with the same name hides the parent
	// context's bean
	@Bean
	@ConditionalOnMissingBean(value = ShadowsEndpoint.class, search = SearchStrategy.CURRENT)
	ShadowsEndpoint shadowsEndpoint(ObjectProvider<ShadowRegistry> registry) {
		return new ShadowsEndpoint(registry::getObject);
	}

	@Bean
	@ConditionalOnMissingBean(value = ShadowsEndpointWebExtension.class, search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ShadowsEndpointWebExtension shadowsEndpointWebExtension(ShadowsEndpoint endpoint) {
		return new ShadowsEndpointWebExtension(endpoint);
	}

}
