package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.sql.ReactiveConnectionLifetime;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of R2DBC connections as parents, if a type bean has such parents.
 * The connection factory below Spring Boot's pool reports when a connection is closed. To
 * switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.r2dbc.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
@ConditionalOnClass({ Connection.class, ConnectionFactoryDecorator.class, Mono.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.r2dbc.enabled" }, matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowR2dbcAutoConfiguration {

	ShadowR2dbcAutoConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ReactiveConnectionLifetime shadowReactiveConnectionLifetime() {
		return new ReactiveConnectionLifetime();
	}

	// Innermost, so that what other decorators add is above the physical connection. Not
	// lazy, so that it learns of types that are registered later
	@Bean
	@Lazy(false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	Decorator shadowConnectionFactoryDecorator(ShadowBeans shadowBeans,
			ObjectProvider<ReactiveConnectionLifetime> lifetime) {
		return new Decorator(shadowBeans, lifetime);
	}

	/**
	 * Watches the connection factories that Spring Boot puts a pool around.
	 */
	static final class Decorator extends ParentOwners implements ConnectionFactoryDecorator {

		private final ObjectProvider<ReactiveConnectionLifetime> lifetime;

		Decorator(ShadowBeans shadowBeans, ObjectProvider<ReactiveConnectionLifetime> lifetime) {
			super(Connection.class, shadowBeans);
			this.lifetime = lifetime;
		}

		@Override
		public ConnectionFactory decorate(ConnectionFactory connectionFactory) {
			return mustWatch("the connection factory of %s".formatted(connectionFactory.getMetadata().getName()))
					? this.lifetime.getObject().watch(connectionFactory) : connectionFactory;
		}

	}

}
