package io.github.shadowvars.sql;

import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.apache.tomcat.jdbc.pool.PoolConfiguration;
import org.apache.tomcat.jdbc.pool.PoolProperties.InterceptorDefinition;

import io.github.shadowvars.sql.TomcatInterceptor.LifetimeProperty;

/**
 * Watches Tomcat JDBC, which calls its interceptors when it disconnects. The pool creates
 * the interceptors that its configuration names.
 */
final class TomcatWatch implements PoolWatch {

	private static final String NAME = TomcatInterceptor.class.getName();

	@Override
	public boolean isPool(Object bean) {
		return bean instanceof DataSourceProxy;
	}

	// A pool that was started creates its interceptors when a connection is borrowed
	@Override
	public boolean watch(Object pool, ConnectionLifetime lifetime) {
		PoolConfiguration configuration = ((DataSourceProxy) pool).getPoolProperties();
		String interceptors = configuration.getJdbcInterceptors();
		if (interceptors == null || !interceptors.contains(NAME)) {
			configuration.setJdbcInterceptors(
					(interceptors == null || interceptors.isBlank()) ? NAME : interceptors + ";" + NAME);
		}
		for (InterceptorDefinition definition : configuration.getJdbcInterceptorsAsArray()) {
			if (NAME.equals(definition.getClassName())) {
				definition.addProperty(new LifetimeProperty(lifetime));
			}
		}
		return true;
	}

}
