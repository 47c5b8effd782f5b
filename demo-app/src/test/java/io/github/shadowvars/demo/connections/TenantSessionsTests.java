package io.github.shadowvars.demo.connections;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowVariable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "demo.traffic.enabled=false", "spring.datasource.hikari.maximum-pool-size=2" })
class TenantSessionsTests {

	@Autowired
	private TenantSessions sessions;

	@Autowired
	private DataSource dataSource;

	@Autowired
	private ShadowVariable<Connection, TenantSetting> connectionTenant;

	@BeforeEach
	void evict() {
		this.sessions.evict();
		Awaitility.await().until(() -> this.connectionTenant.count() == 0);
	}

	@Test
	void useWhenConnectionIsSetToTenantShouldNotSetItAgain() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(this.sessions.use(connection, "blue")).isTrue();
			assertThat(this.sessions.use(connection, "blue")).isFalse();
			assertThat(this.sessions.use(connection, "green")).isTrue();
			assertThat(tenant(connection)).isEqualTo("green");
		}
	}

	@Test
	void useWhenConnectionComesBackFromThePoolShouldKnowItsTenant() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			this.sessions.use(connection, "blue");
		}
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(this.sessions.use(connection, "blue")).isFalse();
		}
	}

	@Test
	void evictWhenConnectionsAreIdleShouldFreeTheirVariables() {
		long before = destroyed();
		this.sessions.borrow(2);
		assertThat(this.connectionTenant.count()).isEqualTo(2);
		assertThat(this.sessions.evict()).isEqualTo(2);
		Awaitility.await().until(() -> this.connectionTenant.count() == 0);
		assertThat(destroyed() - before).isEqualTo(2);
	}

	private long destroyed() {
		return this.connectionTenant.stats().freed().getOrDefault(FreeCause.PARENT_DESTROYED, 0L);
	}

	private static String tenant(Connection connection) throws SQLException {
		try (ResultSet result = connection.createStatement().executeQuery("SELECT @TENANT")) {
			result.next();
			return result.getString(1);
		}
	}

}
