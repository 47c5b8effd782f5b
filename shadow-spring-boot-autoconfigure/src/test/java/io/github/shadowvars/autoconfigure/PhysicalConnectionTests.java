package io.github.shadowvars.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * State per physical connection of a pool, as the README shows it.
 */
class PhysicalConnectionTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Tenants tenants = new Tenants(this.registry);

	private final HikariDataSource pool = new HikariDataSource();

	PhysicalConnectionTests() {
		events.clear();
		this.pool.setMaximumPoolSize(1);
		this.pool.setDataSource(new ClosingDataSource(database(), this.registry));
	}

	@AfterEach
	void close() {
		this.pool.close();
		this.registry.close();
	}

	@Test
	void useWhenConnectionIsBorrowedAgainShouldKnowWhatItWasTold() throws SQLException {
		try (Connection first = this.pool.getConnection()) {
			assertThat(this.tenants.use(first, "acme")).isTrue();
			assertThat(this.tenants.use(first, "acme")).isFalse();
		}
		try (Connection second = this.pool.getConnection()) {
			assertThat(tenant(second)).isEqualTo("acme");
			assertThat(this.tenants.use(second, "acme")).isFalse();
			assertThat(this.tenants.use(second, "other")).isTrue();
			assertThat(tenant(second)).isEqualTo("other");
		}
		assertThat(this.tenants.tenant.stats().allocated()).isEqualTo(1);
	}

	@Test
	void mapsKeyedByTheProxiesOfThePoolShouldForget() throws SQLException {
		Map<Connection, String> byEquality = new WeakHashMap<>();
		IdentityHashMap<Connection, String> byIdentity = new IdentityHashMap<>();
		JdbcConnection physical;
		try (Connection first = this.pool.getConnection()) {
			physical = first.unwrap(JdbcConnection.class);
			byEquality.put(first, "acme");
			byIdentity.put(first, "acme");
			this.tenants.use(first, "acme");
		}
		try (Connection second = this.pool.getConnection()) {
			assertThat(second.unwrap(JdbcConnection.class)).isSameAs(physical);
			assertThat(byEquality.get(second)).isNull();
			assertThat(byIdentity.get(second)).isNull();
			assertThat(this.tenants.use(second, "acme")).isFalse();
		}
	}

	@Test
	void evictionShouldFreeJustBeforeTheConnectionIsReallyClosed() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			this.tenants.use(connection, "acme");
		}
		assertThat(events).isEmpty();
		this.pool.getHikariPoolMXBean().softEvictConnections();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(events).containsExactly("acme PARENT_DESTROYED, open"));
		try (Connection connection = this.pool.getConnection()) {
			assertThat(this.tenants.use(connection, "acme")).isTrue();
		}
	}

	@Test
	void closeOfThePoolShouldFreeJustBeforeTheConnectionIsReallyClosed() throws SQLException {
		try (Connection connection = this.pool.getConnection()) {
			this.tenants.use(connection, "acme");
		}
		this.pool.close();
		assertThat(events).containsExactly("acme PARENT_DESTROYED, open");
	}

	@Test
	void closeOfThePoolWhenNothingTellsItShouldFreeAfterTheCollection() throws SQLException {
		useAndClose();
		assertThat(events).isEmpty();
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			System.gc();
			assertThat(events).containsExactly("acme PARENT_COLLECTED, gone");
		});
	}

	@Test
	void useWhenConnectionWasGivenBackShouldBeRefused() throws SQLException {
		Connection connection = this.pool.getConnection();
		connection.close();
		assertThatIllegalStateException().isThrownBy(() -> this.tenants.use(connection, "acme"))
			.withMessageContaining("was closed or given back to its pool; use it while it is open");
	}

	private void useAndClose() throws SQLException {
		try (HikariDataSource plain = new HikariDataSource()) {
			plain.setDataSource(database());
			try (Connection connection = plain.getConnection()) {
				this.tenants.use(connection, "acme");
			}
		}
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:");
		return database;
	}

	private static String tenant(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("SELECT @tenant");
				ResultSet result = statement.executeQuery()) {
			result.next();
			return result.getString(1);
		}
	}

	private static void noteEnd(@Nullable Connection connection, Tenant tenant, FreeCause cause) throws SQLException {
		String end = (connection == null) ? "gone" : connection.isClosed() ? "closed" : "open";
		events.add(tenant.name + " " + cause + ", " + end);
	}

	static final class Tenant {

		private @Nullable String name;

	}

	static final class Tenants {

		static final ShadowType<Connection, Tenant> TENANT = ShadowType.builder(Connection.class, Tenant.class)
			.id(0x3)
			.name("tenant")
			.constructor((connection) -> new Tenant())
			.destructor((connection, tenant, cause) -> noteEnd(connection, tenant, cause))
			.parentResolver(ParentResolvers.unwrap(JdbcConnection.class))
			.build();

		private final ShadowVariable<Connection, Tenant> tenant;

		Tenants(ShadowRegistry registry) {
			this.tenant = registry.register(TENANT);
		}

		boolean use(Connection connection, String name) throws SQLException {
			Tenant tenant = this.tenant.getOrAlloc(connection);
			if (name.equals(tenant.name)) {
				return false;
			}
			try (PreparedStatement statement = connection.prepareStatement("SET @tenant = ?")) {
				statement.setString(1, name);
				statement.execute();
			}
			tenant.name = name;
			return true;
		}

	}

	static final class ClosingDataSource extends DelegatingDataSource {

		private static final Set<String> CLOSING = Set.of("close", "abort");

		private final ShadowRegistry registry;

		ClosingDataSource(DataSource database, ShadowRegistry registry) {
			super(database);
			this.registry = registry;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection physical = super.getConnection();
			return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
					new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
						if (CLOSING.contains(method.getName())) {
							this.registry.freeParent(physical);
						}
						try {
							return method.invoke(physical, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

	}

}
