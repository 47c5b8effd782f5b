package io.github.shadowvars.autoconfigure;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * This library's auto-configurations, for contexts that import them without Spring Boot's
 * own.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ ShadowAutoConfiguration.class, ShadowEndpointAutoConfiguration.class,
		ShadowHealthAutoConfiguration.class, ShadowMetricsAutoConfiguration.class })
class ImportConfiguration {

}
