package io.github.shadowvars.demo.connections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.shadowvars.ShadowVariable;

import org.springframework.stereotype.Component;

/**
 * Works for several tenants on the connections of one pool. A connection is set to a
 * tenant only when the tenant changes.
 */
@Component
class TenantSessions {

	private static final int TENANTS = 3;

	private final HikariDataSource pool;

	private final ShadowVariable<Connection, TenantSetting> connectionTenant;

	private final Random random = new Random();

	TenantSessions(DataSource dataSource, ShadowVariable<Connection, TenantSetting> connectionTenant)
			throws SQLException {
		this.pool = dataSource.unwrap(HikariDataSource.class);
		this.connectionTenant = connectionTenant;
	}

	/** Borrows some of the pool's connections at the same time, each for a tenant. */
	void work() {
		borrow(1 + this.random.nextInt(this.pool.getMaximumPoolSize()));
	}

	/** Borrows several connections at the same time. */
	void borrow(int connections) {
		try (Connection connection = this.pool.getConnection()) {
			use(connection, "tenant-" + this.random.nextInt(TENANTS));
			if (connections > 1) {
				borrow(connections - 1);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					"A connection must be borrowed and set to a tenant, but that failed; check the pool and its database",
					ex);
		}
	}

	/**
	 * Sets the connection to the tenant. Returns false if it was set to that tenant
	 * already.
	 */
	boolean use(Connection connection, String tenant) throws SQLException {
		TenantSetting setting = this.connectionTenant.getOrAlloc(connection);
		if (setting.isSetTo(tenant)) {
			return false;
		}
		try (PreparedStatement statement = connection.prepareStatement("SELECT SET(@TENANT, ?)")) {
			statement.setString(1, tenant);
			statement.executeQuery();
		}
		setting.set(tenant);
		return true;
	}

	/** Makes the pool close its connections. Returns their number. */
	int evict() {
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		if (connections == null) {
			return 0;
		}
		int evicted = connections.getTotalConnections();
		connections.softEvictConnections();
		return evicted;
	}

}
