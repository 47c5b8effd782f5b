package io.github.shadowvars.sql;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Watches DBCP2, which has no callback, but opens its connections with a configured
 * driver.
 */
final class Dbcp2Watch implements PoolWatch {

	@Override
	public boolean isPool(Object bean) {
		return bean instanceof BasicDataSource;
	}

	@Override
	public boolean watch(Object pool, ConnectionLifetime lifetime) {
		BasicDataSource dbcp2 = (BasicDataSource) pool;
		if (dbcp2.getNumIdle() + dbcp2.getNumActive() > 0) {
			return false;
		}
		if (!(dbcp2.getDriver() instanceof WatchedDriver)) {
			dbcp2.setDriver(new WatchedDriver(new Lazy<>(dbcp2.getDriver(), () -> find(dbcp2)), lifetime));
		}
		return true;
	}

	/**
	 * Finds the driver that the pool would have found, from the configuration at the time
	 * of its start.
	 */
	private static Driver find(BasicDataSource pool) throws SQLException {
		String name = pool.getDriverClassName();
		if (name == null) {
			return DriverManager.getDriver(pool.getUrl());
		}
		try {
			return (Driver) load(name, pool.getDriverClassLoader()).getConstructor().newInstance();
		}
		catch (ReflectiveOperationException | ClassCastException ex) {
			throw new SQLException(
					"Cannot create JDBC driver of class '%s' for connect URL '%s'".formatted(name, pool.getUrl()), ex);
		}
	}

	private static Class<?> load(String name, @Nullable ClassLoader configured) throws ClassNotFoundException {
		try {
			return Class.forName(name, true,
					(configured != null) ? configured : BasicDataSource.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
		}
	}

	private static final class WatchedDriver implements Driver {

		private final Lazy<Driver> target;

		private final ConnectionLifetime lifetime;

		WatchedDriver(Lazy<Driver> target, ConnectionLifetime lifetime) {
			this.target = target;
			this.lifetime = lifetime;
		}

		@Override
		public @Nullable Connection connect(String url, Properties info) throws SQLException {
			return this.lifetime.watched(this.target.get().connect(url, info));
		}

		@Override
		public boolean acceptsURL(String url) throws SQLException {
			return this.target.get().acceptsURL(url);
		}

		@Override
		public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
			return this.target.get().getPropertyInfo(url, info);
		}

		@Override
		public int getMajorVersion() {
			Driver driver = this.target.existing();
			return (driver != null) ? driver.getMajorVersion() : 0;
		}

		@Override
		public int getMinorVersion() {
			Driver driver = this.target.existing();
			return (driver != null) ? driver.getMinorVersion() : 0;
		}

		@Override
		public boolean jdbcCompliant() {
			Driver driver = this.target.existing();
			return driver != null && driver.jdbcCompliant();
		}

		@Override
		public Logger getParentLogger() throws SQLFeatureNotSupportedException {
			Driver driver = this.target.existing();
			if (driver == null) {
				throw new SQLFeatureNotSupportedException(
						"The driver has no logger yet, because it is not loaded; ask again after the pool has opened a connection");
			}
			return driver.getParentLogger();
		}

	}

}
