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
			dbcp2.setDriver(new WatchedDriver(dbcp2, dbcp2.getDriver(), lifetime));
		}
		return true;
	}

	/**
	 * Wraps the driver that the pool would have found, from the configuration at the time
	 * of its start.
	 */
	private static final class WatchedDriver implements Driver {

		private final BasicDataSource pool;

		private final ConnectionLifetime lifetime;

		private @Nullable Driver driver;

		WatchedDriver(BasicDataSource pool, @Nullable Driver driver, ConnectionLifetime lifetime) {
			this.pool = pool;
			this.driver = driver;
			this.lifetime = lifetime;
		}

		@Override
		public @Nullable Connection connect(String url, Properties info) throws SQLException {
			return this.lifetime.watched(driver().connect(url, info));
		}

		private synchronized Driver driver() throws SQLException {
			Driver existing = this.driver;
			if (existing == null) {
				existing = find();
				this.driver = existing;
			}
			return existing;
		}

		private Driver find() throws SQLException {
			String name = this.pool.getDriverClassName();
			if (name == null) {
				return DriverManager.getDriver(this.pool.getUrl());
			}
			try {
				return (Driver) load(name).getConstructor().newInstance();
			}
			catch (ReflectiveOperationException | ClassCastException ex) {
				throw new SQLException("Cannot create JDBC driver of class '%s' for connect URL '%s'".formatted(name,
						this.pool.getUrl()), ex);
			}
		}

		private Class<?> load(String name) throws ClassNotFoundException {
			ClassLoader configured = this.pool.getDriverClassLoader();
			try {
				return Class.forName(name, true,
						(configured != null) ? configured : BasicDataSource.class.getClassLoader());
			}
			catch (ClassNotFoundException ex) {
				return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
			}
		}

		@Override
		public boolean acceptsURL(String url) throws SQLException {
			return driver().acceptsURL(url);
		}

		@Override
		public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
			return driver().getPropertyInfo(url, info);
		}

		@Override
		public int getMajorVersion() {
			return (this.driver != null) ? this.driver.getMajorVersion() : 0;
		}

		@Override
		public int getMinorVersion() {
			return (this.driver != null) ? this.driver.getMinorVersion() : 0;
		}

		@Override
		public boolean jdbcCompliant() {
			return this.driver != null && this.driver.jdbcCompliant();
		}

		@Override
		public Logger getParentLogger() throws SQLFeatureNotSupportedException {
			if (this.driver == null) {
				throw new SQLFeatureNotSupportedException("The driver is not loaded yet");
			}
			return this.driver.getParentLogger();
		}

	}

}
