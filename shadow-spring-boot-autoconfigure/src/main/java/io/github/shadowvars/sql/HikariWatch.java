package io.github.shadowvars.sql;

import java.sql.SQLException;
import javax.naming.NamingException;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;
import org.jspecify.annotations.Nullable;

import org.springframework.jndi.JndiTemplate;

/**
 * Watches HikariCP, which has no callback, but opens its connections from a configured
 * data source. URL, driver and user stay as configured.
 */
final class HikariWatch implements PoolWatch {

	@Override
	public boolean isPool(Object bean) {
		return bean instanceof HikariDataSource;
	}

	@Override
	public boolean watch(Object pool, ConnectionLifetime lifetime) {
		HikariDataSource hikari = (HikariDataSource) pool;
		DataSource configured = hikari.getDataSource();
		if (configured instanceof WatchedDataSource) {
			return true;
		}
		try {
			hikari.setDataSource(new WatchedDataSource(new Target(hikari, configured), lifetime));
			return true;
		}
		catch (IllegalStateException ex) {
			// The configuration is sealed, because the pool was started.
			return false;
		}
	}

	/**
	 * Creates the data source that the pool would have created, from the configuration at
	 * the time of its start.
	 */
	private static final class Target implements WatchedDataSource.Target {

		private final HikariDataSource pool;

		private volatile @Nullable DataSource dataSource;

		Target(HikariDataSource pool, @Nullable DataSource dataSource) {
			this.pool = pool;
			this.dataSource = dataSource;
		}

		@Override
		public synchronized DataSource get() throws SQLException {
			DataSource existing = this.dataSource;
			if (existing == null) {
				existing = create();
				this.dataSource = existing;
			}
			return existing;
		}

		private DataSource create() throws SQLException {
			if (this.pool.getDataSourceClassName() != null) {
				// HikariCP 6 has only the method with the array
				DataSource created = UtilityElf.createInstance(this.pool.getDataSourceClassName(), DataSource.class,
						new Object[0]);
				PropertyElf.setTargetFromProperties(created, this.pool.getDataSourceProperties());
				return created;
			}
			if (this.pool.getJdbcUrl() != null) {
				return new DriverDataSource(this.pool.getJdbcUrl(), this.pool.getDriverClassName(),
						this.pool.getDataSourceProperties(), this.pool.getUsername(), this.pool.getPassword());
			}
			if (this.pool.getDataSourceJNDI() != null) {
				try {
					return new JndiTemplate().lookup(this.pool.getDataSourceJNDI(), DataSource.class);
				}
				catch (NamingException ex) {
					throw new SQLException(ex);
				}
			}
			throw new IllegalArgumentException("dataSource or dataSourceClassName or jdbcUrl is required.");
		}

		@Override
		public String toString() {
			return String.valueOf(this.dataSource);
		}

	}

}
