package io.github.shadowvars.autoconfigure;

import java.sql.Connection;

import io.github.shadowvars.sql.ConnectionLifetime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.datasource.ConnectionProxy;

/**
 * Auto-configuration of JDBC connections as parents, if a type bean has such parents.
 * Pools that are beans report when they close one. To switch it off:
 *
 * <pre class="code">
 * shadow.lifetimes.jdbc.enabled=false
 * </pre>
 */
@AutoConfiguration(after = ShadowAutoConfiguration.class)
// Every application has java.sql, unless it has modules; one with a pool has spring-jdbc
@ConditionalOnClass({ Connection.class, ConnectionProxy.class })
@ConditionalOnBooleanProperty(prefix = "shadow", name = { "enabled", "lifetimes.jdbc.enabled" }, matchIfMissing = true)
@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
public final class ShadowJdbcAutoConfiguration {

	ShadowJdbcAutoConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ConnectionLifetime shadowConnectionLifetime() {
		return new ConnectionLifetime();
	}

	@Bean
	static PoolPostProcessor shadowPoolPostProcessor(ShadowBeans shadowBeans,
			ObjectProvider<ConnectionLifetime> lifetime) {
		return new PoolPostProcessor(shadowBeans, lifetime);
	}

}
