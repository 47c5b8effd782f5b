package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.sql.ReactiveConnectionLifetime;
import io.r2dbc.spi.Connection;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of R2DBC connections as parents: what is below Spring Boot's pool
 * tells when a connection is closed, if a type bean has such parents.
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass({ Connection.class, ConnectionFactoryDecorator.class, Mono.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.r2dbc.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(ShadowRegistry.class)
public final class ShadowR2dbcAutoConfiguration {

	ShadowR2dbcAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveConnectionLifetime shadowReactiveConnectionLifetime() {
		return new ReactiveConnectionLifetime();
	}

	// Innermost, so that what other decorators add is above the physical connection
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ConnectionFactoryDecorator shadowConnectionFactoryDecorator(ShadowBeans shadowBeans,
			ReactiveConnectionLifetime lifetime) {
		return (connectionFactory) -> shadowBeans.mayHaveParents(Connection.class) ? lifetime.watch(connectionFactory)
				: connectionFactory;
	}

}
