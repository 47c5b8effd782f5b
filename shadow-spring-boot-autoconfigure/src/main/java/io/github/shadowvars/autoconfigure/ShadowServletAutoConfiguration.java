package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of HTTP sessions and servlet requests as parents.
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HttpSessionListener.class)
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "beans.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowServletAutoConfiguration {

	ShadowServletAutoConfiguration() {
	}

	@Bean
	ServletParentListener shadowServletParentListener(ConfigurableListableBeanFactory beanFactory) {
		return new ServletParentListener(beanFactory);
	}

}
