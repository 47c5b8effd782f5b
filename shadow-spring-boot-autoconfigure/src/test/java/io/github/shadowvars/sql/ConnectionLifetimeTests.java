package io.github.shadowvars.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

import com.mchange.v2.c3p0.DataSources;
import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import org.awaitility.Awaitility;
import org.h2.engine.CastDataProvider;
import org.h2.jdbc.JdbcConnection;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ConnectionLifetime} as applications use it without auto-configuration.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class ConnectionLifetimeTests {

	private final ConnectionLifetime lifetime = new ConnectionLifetime();

	private final ShadowRegistry registry = ShadowRegistry.builder().lifetime(Connection.class, this.lifetime).build();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ShadowVariable<Connection, String> variable = this.registry
		.register(ShadowType.builder(Connection.class, String.class)
			.id(1)
			.constructor((connection) -> "value")
			.destructor((connection, value, cause) -> this.events
				.add(cause + ((connection != null && connection.isClosed()) ? " closed" : " open")))
			.parentResolver(ParentResolvers.physicalConnection())
			.build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void watchWhenPoolHasAUserShouldSeeBothWaysToOpen() throws SQLException {
		for (String user : new String[] { null, "sa" }) {
			this.events.clear();
			try (HikariDataSource pool = new HikariDataSource()) {
				pool.setDataSource(this.lifetime.watch(database()));
				pool.setUsername(user);
				pool.setPassword("");
				try (Connection connection = pool.getConnection()) {
					this.variable.alloc(connection);
				}
				assertThat(this.events).isEmpty();
			}
			assertThat(this.events).as("user %s", user).containsExactly("PARENT_DESTROYED open");
		}
	}

	@Test
	void watchShouldServeAnyOtherPool() throws SQLException {
		DataSource pool = DataSources.pooledDataSource(this.lifetime.watch(database()));
		try (Connection connection = pool.getConnection()) {
			this.variable.alloc(connection);
			assertThat(connection.unwrap(JdbcConnection.class)).isExactlyInstanceOf(JdbcConnection.class);
		}
		assertThat(this.events).isEmpty();
		DataSources.destroy(pool);
		// On threads of its own
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.events).containsExactly("PARENT_DESTROYED open"));
	}

	@Test
	void watchPoolShouldSeeTheConnectionsOfThatPool() throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:h2:mem:");
			assertThat(ConnectionLifetime.isPool(pool)).isTrue();
			assertThat(this.lifetime.watchPool(pool)).isTrue();
			assertThat(this.lifetime.watchPool(pool)).isTrue();
			try (Connection connection = pool.getConnection()) {
				this.variable.alloc(connection);
			}
			assertThat(this.events).isEmpty();
		}
		assertThat(this.events).containsExactly("PARENT_DESTROYED open");
	}

	@Test
	void watchPoolWhenThePoolHasOpenedConnectionsShouldRefuse() throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:h2:mem:");
			pool.getConnection().close();
			assertThat(this.lifetime.watchPool(pool)).isFalse();
		}
	}

	@Test
	void watchPoolWhenItIsNotKnownShouldNameItsClass() {
		DataSource database = database();
		assertThat(ConnectionLifetime.isPool(database)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> this.lifetime.watchPool(database))
			.withMessage("The pool must be one of HikariCP, Tomcat JDBC or DBCP2, but is a "
					+ "org.h2.jdbcx.JdbcDataSource; let it open its connections from a data source that watch() returns");
	}

	@Test
	void watchWhenTheDriverWrapsAnotherShouldEndTheInnermost() throws SQLException {
		DataSource database = new DriverManagerDataSource("jdbc:p6spy:h2:mem:", new Properties());
		Connection connection = this.lifetime.watch(database).getConnection();
		this.variable.alloc(connection);
		connection.close();
		assertThat(this.events).containsExactly("PARENT_DESTROYED open");
	}

	@Test
	void watchedConnectionShouldUnwrapToTheDriversAndHaveItsInterfaces() throws SQLException {
		DataSource database = database();
		DataSource watched = this.lifetime.watch(database);
		assertThat(watched.unwrap(JdbcDataSource.class)).isSameAs(database);
		assertThat(watched.unwrap(DataSource.class)).isSameAs(watched);
		assertThat(watched.isWrapperFor(JdbcDataSource.class)).isTrue();
		assertThat(watched.isWrapperFor(HikariDataSource.class)).isFalse();
		assertThat(watched).hasToString("Watched " + database);
		try (Connection connection = watched.getConnection(); Connection other = watched.getConnection()) {
			assertThat(connection).isInstanceOf(CastDataProvider.class)
				.isEqualTo(connection)
				.hasSameHashCodeAs(connection)
				.isNotEqualTo(other)
				.hasToString(connection.unwrap(JdbcConnection.class).toString());
			assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.prepareStatement("NONSENSE"))
				.withMessageContaining("NONSENSE");
		}
	}

	@Test
	void watchedDataSourceShouldPassOnWhatPoolsSet() throws SQLException {
		DataSource database = database();
		DataSource watched = this.lifetime.watch(database);
		watched.setLoginTimeout(7);
		assertThat(database.getLoginTimeout()).isEqualTo(watched.getLoginTimeout()).isEqualTo(7);
		watched.setLogWriter(null);
		assertThat(watched.getLogWriter()).isNull();
	}

	@Test
	void isClosedWhenTheServerHasClosedItShouldEndIt() throws SQLException {
		Connection connection = this.lifetime.watch(database()).getConnection();
		this.variable.alloc(connection);
		assertThat(connection.isClosed()).isFalse();
		connection.unwrap(JdbcConnection.class).close();
		assertThat(connection.isClosed()).isTrue();
		assertThat(this.events).containsExactly("PARENT_DESTROYED closed");
	}

	@Test
	void closeWhenCalledAgainShouldEndOnce() throws SQLException {
		Connection connection = this.lifetime.watch(database()).getConnection();
		this.variable.alloc(connection);
		connection.close();
		connection.close();
		connection.abort(Runnable::run);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void watchWhenTheDataSourceIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> this.lifetime.watch(null))
			.withMessage("dataSource must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.lifetime.watchPool(null))
			.withMessage("dataSource must not be null");
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:");
		database.setUser("sa");
		return database;
	}

}
