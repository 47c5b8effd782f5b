package io.github.shadowvars.sql;

import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.apache.tomcat.jdbc.pool.PoolConfiguration;
import org.apache.tomcat.jdbc.pool.PoolProperties.InterceptorDefinition;

import io.github.shadowvars.sql.TomcatInterceptor.LifetimeProperty;

/**
 * Tomcat JDBC tells its interceptors when it disconnects. They are named in its
 * configuration, and made by itself.
 */
final class TomcatWatch implements PoolWatch {

	private static final String NAME = TomcatInterceptor.class.getName();

	@Override
	public boolean isPool(Object bean) {
		return bean instanceof DataSourceProxy;
	}

	// A pool that was started makes its interceptors when it hands out a connection
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
