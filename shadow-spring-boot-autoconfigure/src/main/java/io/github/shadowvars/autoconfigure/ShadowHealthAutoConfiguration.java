package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.actuate.health.Boot3ShadowHealthIndicator;
import io.github.shadowvars.actuate.health.ShadowHealthIndicator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of a health indicator that is {@code DOWN} while the variables of an
 * id look like a leak. It is off until you switch it on:
 *
 * <pre class="code">
 * shadow.health.enabled=true
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "shadow.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "shadow.health.enabled")
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowHealthAutoConfiguration {

	ShadowHealthAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	static class Boot4Configuration {

		@Bean
		@ConditionalOnMissingBean(name = "shadowHealthIndicator")
		ShadowHealthIndicator shadowHealthIndicator(ShadowRegistry registry) {
			return new ShadowHealthIndicator(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
	static class Boot3Configuration {

		@Bean
		@ConditionalOnMissingBean(name = "shadowHealthIndicator")
		static Boot3ShadowHealthIndicator shadowHealthIndicator(ObjectProvider<ShadowRegistry> registry) {
			return new Boot3ShadowHealthIndicator(registry);
		}

	}

}
