package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the meters of shadow variables. To switch it off:
 *
 * <pre class="code">
 * shadow.metrics.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class, afterName = {
		// Spring Boot 3.5
		"org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
		// Spring Boot 4
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "metrics.enabled" }, matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowMetricsAutoConfiguration {

	ShadowMetricsAutoConfiguration() {
	}

	// Boot binds all visible binders, including the parent context's, to the meter
	// registries of a context. A bean with the same name hides the parent's binder
	@Bean
	@ConditionalOnBean(value = MeterRegistry.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(value = ShadowMeterBinder.class, search = SearchStrategy.CURRENT)
	RegistryMeters shadowMeterBinder(ShadowBeans shadowBeans, Environment environment,
			ObjectProvider<ShadowProperties> properties) {
		return new RegistryMeters(shadowBeans.registryUse(), (registry) -> new ShadowMeterBinder(registry,
				ShadowProperties.of(environment, properties).metrics().maxIds()));
	}

}
