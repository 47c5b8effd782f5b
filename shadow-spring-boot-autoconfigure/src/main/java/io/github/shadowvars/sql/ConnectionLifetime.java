package io.github.shadowvars.sql;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

import io.github.shadowvars.OwnedLifetime;
import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Reports the end of each physical JDBC connection: just before its pool closes or aborts
 * it, so that a destructor can still use the connection. With Spring Boot, this lifetime
 * is a bean, and HikariCP, Tomcat JDBC and DBCP2 pools that are beans are watched
 * automatically. Give any other pool a {@linkplain #watch watched} data source:
 *
 * <pre class="code">
 * ConnectionLifetime lifetime = new ConnectionLifetime();
 * ShadowRegistry registry = ShadowRegistry.builder().lifetime(Connection.class, lifetime).build();
 * DataSource pool = DataSources.pooledDataSource(lifetime.watch(driverDataSource)); // c3p0
 * </pre>
 *
 * The parent of a variable must be the physical connection and not the pool's proxy, so
 * its type needs a {@linkplain io.github.shadowvars.ShadowType.Builder#parentResolver
 * parent resolver}. Thread-safe. It holds connections weakly. Destructors run on the
 * thread that closes the connection, often a thread of the pool.
 *
 * @see ShadowRegistry.Builder#lifetime
 */
public final class ConnectionLifetime implements ParentLifetime<Connection> {

	private final OwnedLifetime<Connection> ends = new OwnedLifetime<>();

	/**
	 * Creates a lifetime that watches no pool yet.
	 */
	public ConnectionLifetime() {
	}

	/**
	 * Returns a data source to put between a pool and its driver. The pool can call
	 * either {@code getConnection} method. The data source and its connections still
	 * unwrap to the driver's objects. Do not pass a pool, because the connections of a
	 * pool are closed when they are given back.
	 * @param dataSource the data source that opens physical connections
	 * @return a data source that watches the connections that it opens
	 * @throws NullPointerException if the data source is null
	 */
	public DataSource watch(DataSource dataSource) {
		Objects.requireNonNull(dataSource, "dataSource must not be null");
		return new WatchedDataSource(new Lazy<>(dataSource, () -> dataSource), this);
	}

	/**
	 * Returns whether a data source is a pool that {@link #watchPool} accepts: HikariCP,
	 * Tomcat JDBC or DBCP2.
	 * @param dataSource the data source
	 * @return whether it is such a pool
	 * @throws NullPointerException if the data source is null
	 */
	public static boolean isPool(DataSource dataSource) {
		return find(dataSource) != null;
	}

	/**
	 * Watches the connections that a pool of HikariCP, Tomcat JDBC or DBCP2 opens from
	 * now on. Call it after the pool was configured and before its first connection. Has
	 * no effect on a pool that is watched already.
	 * @param dataSource the pool
	 * @return {@code false} if the pool has opened connections already and cannot be
	 * watched
	 * @throws IllegalArgumentException if it is another kind of data source
	 * @throws NullPointerException if the pool is null
	 */
	public boolean watchPool(DataSource dataSource) {
		PoolWatch watch = find(dataSource);
		if (watch == null) {
			throw new IllegalArgumentException(
					"The pool must be one of HikariCP, Tomcat JDBC or DBCP2, but is a %s; let it open its connections from a data source that watch() returns"
						.formatted(dataSource.getClass().getName()));
		}
		return watch.watch(dataSource, this);
	}

	private static @Nullable PoolWatch find(DataSource dataSource) {
		Objects.requireNonNull(dataSource, "dataSource must not be null");
		for (PoolWatch watch : Pools.WATCHES) {
			if (watch.isPool(dataSource)) {
				return watch;
			}
		}
		return null;
	}

	@Nullable Connection watched(@Nullable Connection physical) {
		return (physical != null) ? new WatchedConnection(physical).toConnection(Connection.class) : null;
	}

	/**
	 * Reports that a connection is about to end. Only the first call for a connection has
	 * an effect.
	 */
	void end(Connection physical) {
		this.ends.end(physical);
	}

	@Override
	public void onEnd(Connection parent, Runnable ended) {
		this.ends.onEnd(parent, ended);
	}

	private final class WatchedConnection extends Watched {

		/**
		 * The physical connection and the connections behind it, if a driver wraps
		 * another driver. Found while the connection is open, because a closed one does
		 * not unwrap.
		 */
		private final List<Connection> layers;

		WatchedConnection(Connection physical) {
			super(physical);
			this.layers = JdbcConnections.layers(physical);
		}

		@Override
		@Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
			String name = method.getName();
			if (name.equals("close") || name.equals("abort")) {
				end();
			}
			Object result = super.call(method, arguments);
			// DBCP2 does not close a connection that the driver or the server has closed.
			if (name.equals("isClosed") && Boolean.TRUE.equals(result)) {
				end();
			}
			return result;
		}

		private void end() {
			this.layers.forEach(ConnectionLifetime.this::end);
		}

	}

	/**
	 * The libraries of pools that are present. An application without a pool does not
	 * look for them.
	 */
	private static final class Pools {

		private static final List<PoolWatch> WATCHES = watches();

		private static List<PoolWatch> watches() {
			List<PoolWatch> pools = new ArrayList<>();
			if (Libraries.arePresent("com.zaxxer.hikari.HikariDataSource")) {
				pools.add(new HikariWatch());
			}
			if (Libraries.arePresent("org.apache.tomcat.jdbc.pool.DataSourceProxy")) {
				pools.add(new TomcatWatch());
			}
			if (Libraries.arePresent("org.apache.commons.dbcp2.BasicDataSource")) {
				pools.add(new Dbcp2Watch());
			}
			return List.copyOf(pools);
		}

	}

}
