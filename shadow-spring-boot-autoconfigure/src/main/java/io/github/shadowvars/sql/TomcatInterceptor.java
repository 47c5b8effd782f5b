package io.github.shadowvars.sql;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.JdbcInterceptor;
import org.apache.tomcat.jdbc.pool.PoolProperties.InterceptorProperty;
import org.apache.tomcat.jdbc.pool.PooledConnection;
import org.jspecify.annotations.Nullable;

/**
 * Reports to a {@link ConnectionLifetime} that a Tomcat JDBC pool disconnects. Public,
 * because the pool creates it. To add it to a pool:
 *
 * <pre class="code">
 * connectionLifetime.watchPool(tomcatPool);
 * </pre>
 */
public final class TomcatInterceptor extends JdbcInterceptor {

	private @Nullable ConnectionLifetime lifetime;

	/**
	 * The physical connection and the connections behind it, while it is borrowed.
	 */
	private List<Connection> layers = List.of();

	/**
	 * Called by the pool.
	 */
	public TomcatInterceptor() {
	}

	@Override
	public void setProperties(Map<String, InterceptorProperty> properties) {
		super.setProperties(properties);
		if (properties.get(LifetimeProperty.NAME) instanceof LifetimeProperty property) {
			this.lifetime = property.lifetime;
		}
	}

	@Override
	public void reset(@Nullable ConnectionPool pool, @Nullable PooledConnection connection) {
		Connection physical = (connection != null) ? connection.getConnection() : null;
		if (physical != null && !this.layers.contains(physical)) {
			this.layers = JdbcConnections.layers(physical);
		}
	}

	@Override
	public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("abort")) {
			end();
		}
		return super.invoke(proxy, method, arguments);
	}

	@Override
	public void disconnected(ConnectionPool pool, PooledConnection connection, boolean finalizing) {
		end();
	}

	private void end() {
		if (this.lifetime != null) {
			this.layers.forEach(this.lifetime::end);
		}
	}

	/**
	 * Passes the lifetime to the interceptors, whose other properties are strings.
	 */
	static final class LifetimeProperty extends InterceptorProperty {

		static final String NAME = "lifetime";

		private static final long serialVersionUID = 1L;

		private final transient @Nullable ConnectionLifetime lifetime;

		LifetimeProperty(ConnectionLifetime lifetime) {
			super(NAME, "bean");
			this.lifetime = lifetime;
		}

	}

}
