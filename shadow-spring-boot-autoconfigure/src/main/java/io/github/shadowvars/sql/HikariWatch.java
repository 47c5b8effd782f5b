package io.github.shadowvars.sql;

import java.sql.SQLException;
import javax.naming.NamingException;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;

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
			hikari.setDataSource(new WatchedDataSource(new Lazy<>(configured, () -> create(hikari)), lifetime));
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
	private static DataSource create(HikariDataSource pool) throws SQLException {
		if (pool.getDataSourceClassName() != null) {
			// HikariCP 6 has only the method with the array
			DataSource created = UtilityElf.createInstance(pool.getDataSourceClassName(), DataSource.class,
					new Object[0]);
			PropertyElf.setTargetFromProperties(created, pool.getDataSourceProperties());
			return created;
		}
		if (pool.getJdbcUrl() != null) {
			return new DriverDataSource(pool.getJdbcUrl(), pool.getDriverClassName(), pool.getDataSourceProperties(),
					pool.getUsername(), pool.getPassword());
		}
		if (pool.getDataSourceJNDI() != null) {
			try {
				return new JndiTemplate().lookup(pool.getDataSourceJNDI(), DataSource.class);
			}
			catch (NamingException ex) {
				throw new SQLException(ex);
			}
		}
		throw new IllegalArgumentException("dataSource or dataSourceClassName or jdbcUrl is required.");
	}

}
