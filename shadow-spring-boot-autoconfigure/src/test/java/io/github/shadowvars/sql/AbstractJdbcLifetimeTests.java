package io.github.shadowvars.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.autoconfigure.ParentResolvers;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import io.github.shadowvars.autoconfigure.ShadowJdbcAutoConfiguration;
import org.apache.commons.dbcp2.BasicDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for all ways of opening and closing connections in pools, with a type bean only.
 */
abstract class AbstractJdbcLifetimeTests {

	private static final String ALIVE = "com.zaxxer.hikari.aliveBypassWindowMs";

	private final Events events = new Events();

	/**
	 * Returns the properties for a database that is there until the last connection.
	 */
	abstract String[] database();

	@BeforeEach
	void validateAtEachBorrow() {
		System.setProperty(ALIVE, "-1");
	}

	@AfterEach
	void validateAsByDefault() {
		System.clearProperty(ALIVE);
	}

	private void run(Pool pool, ContextConsumer<AssertableApplicationContext> consumer, String... properties) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, ShadowAutoConfiguration.class,
					ShadowJdbcAutoConfiguration.class))
			.withUserConfiguration(TypeConfiguration.class)
			.withBean(Events.class, () -> this.events)
			.withPropertyValues(database())
			.withPropertyValues(pool.properties)
			.withPropertyValues(properties)
			.run(consumer);
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenGivenBackShouldKeepItsVariable(Pool pool) {
		run(pool, (context) -> {
			assertThat(attach(context)).isSameAs(attach(context));
			assertThat(this.events.seen).isEmpty();
			assertThat(variable(context).count()).isEqualTo(1);
		});
		assertThat(this.events.seen).containsExactly("PARENT_DESTROYED usable");
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenEvictedShouldFreeItsVariableJustBefore(Pool pool) {
		run(pool, (context) -> {
			Object first = attach(context);
			Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				pool.evict(dataSource(context));
				assertThat(this.events.seen).containsExactly("PARENT_DESTROYED usable");
			});
			assertThat(attach(context)).isNotSameAs(first);
		});
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenItsLifetimeIsOverShouldFreeItsVariableJustBefore(Pool pool) {
		run(pool, (context) -> {
			pool.expire(dataSource(context));
			Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				attach(context);
				assertThat(this.events.seen).contains("PARENT_DESTROYED usable");
			});
		}, pool.expiring);
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenFoundDeadShouldFreeItsVariable(Pool pool) {
		run(pool, (context) -> {
			Object first = attach(context);
			Connection physical;
			try (Connection connection = dataSource(context).getConnection()) {
				physical = ParentResolvers.physicalConnection().apply(connection);
			}
			physical.close();
			assertThat(attach(context)).isNotSameAs(first);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(this.events.seen).containsExactly("PARENT_DESTROYED closed"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenAbortedShouldFreeItsVariableJustBefore(Pool pool) {
		run(pool, (context) -> {
			Connection connection = dataSource(context).getConnection();
			variable(context).getOrAlloc(connection);
			connection.abort(Runnable::run);
			assertThat(this.events.seen).containsExactly("PARENT_DESTROYED usable");
			JdbcUtils.closeConnection(connection);
		});
		assertThat(this.events.seen).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void connectionWhenPoolIsClosedAroundItShouldFreeItsVariableJustBefore(Pool pool) {
		run(pool, (context) -> {
			Connection connection = dataSource(context).getConnection();
			variable(context).getOrAlloc(connection);
			pool.close(dataSource(context));
			connection.close();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(this.events.seen).containsExactly("PARENT_DESTROYED usable"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void contextWhenClosedWhileConnectionIsInUseShouldFreeItsVariableJustBefore(Pool pool) {
		run(pool, (context) -> {
			variable(context).getOrAlloc(dataSource(context).getConnection());
			context.close();
			// Only HikariCP closes what is in use; of others, the registry closes after
			// them
			assertThat(this.events.seen)
				.containsExactly((pool == Pool.HIKARI) ? "PARENT_DESTROYED usable" : "CLOSED usable");
		});
	}

	@ParameterizedTest
	@EnumSource
	void allocWhenConnectionHasEndedShouldBeRefused(Pool pool) {
		run(pool, (context) -> {
			Connection physical;
			try (Connection connection = dataSource(context).getConnection()) {
				physical = ParentResolvers.physicalConnection().apply(connection);
				variable(context).getOrAlloc(connection);
			}
			pool.close(dataSource(context));
			assertThat(this.events.seen).containsExactly("PARENT_DESTROYED usable");
			ShadowVariable<Connection, String> unresolved = context.getBean(ShadowRegistry.class)
				.register(ShadowType.builder(Connection.class, String.class).id(2).build());
			assertThatExceptionOfType(ParentEndedException.class)
				.isThrownBy(() -> unresolved.getOrAlloc(physical, (connection) -> "late"));
		});
	}

	private Object attach(AssertableApplicationContext context) throws SQLException {
		try (Connection connection = dataSource(context).getConnection()) {
			return variable(context).getOrAlloc(connection);
		}
	}

	private static DataSource dataSource(AssertableApplicationContext context) {
		return context.getBean(DataSource.class);
	}

	private static ShadowVariable<Connection, Object> variable(AssertableApplicationContext context) {
		return context.getBean(ShadowRegistry.class).register(context.getBean(TypeConfiguration.class).type);
	}

	@SuppressWarnings("ImmutableEnumChecker") // nobody changes the arrays
	enum Pool {

		HIKARI(new String[0], HikariDataSource.class, "hikari.maximum-pool-size=1") {

			@Override
			void evict(DataSource pool) {
				((HikariDataSource) pool).getHikariPoolMXBean().softEvictConnections();
			}

			// Not at the start: HikariCP takes less than 30 seconds for a mistake
			@Override
			void expire(DataSource pool) throws SQLException {
				pool.getConnection().close();
				((HikariDataSource) pool).setMaxLifetime(500);
				evict(pool);
			}

		},

		TOMCAT(new String[] { "spring.datasource.tomcat.max-age=1" }, org.apache.tomcat.jdbc.pool.DataSource.class,
				"tomcat.max-active=1", "tomcat.max-idle=1", "tomcat.min-idle=1", "tomcat.initial-size=1",
				"tomcat.test-on-borrow=true", "tomcat.validation-interval=0", "tomcat.validation-query=SELECT 1") {

			@Override
			void evict(DataSource pool) {
				((org.apache.tomcat.jdbc.pool.DataSource) pool).purge();
			}

		},

		DBCP2(new String[] { "spring.datasource.dbcp2.max-conn=1s" }, BasicDataSource.class, "dbcp2.max-total=1",
				"dbcp2.min-evictable-idle=1ms") {

			@Override
			void evict(DataSource pool) throws Exception {
				((BasicDataSource) pool).evict();
			}

		};

		private final String[] properties;

		private final String[] expiring;

		Pool(String[] expiring, Class<?> type, String... properties) {
			this.expiring = expiring;
			this.properties = new String[properties.length + 1];
			this.properties[0] = "spring.datasource.type=" + type.getName();
			for (int i = 0; i < properties.length; i++) {
				this.properties[i + 1] = "spring.datasource." + properties[i];
			}
		}

		abstract void evict(DataSource pool) throws Exception;

		void expire(DataSource pool) throws SQLException {
		}

		void close(DataSource pool) throws Exception {
			if (pool instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
				tomcat.close(true);
			}
			else {
				((AutoCloseable) pool).close();
			}
		}

	}

	static final class Events {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		void add(@Nullable Connection connection, FreeCause cause) {
			this.seen.add(cause + " " + ((connection != null) ? state(connection) : "collected"));
		}

		private static String state(Connection connection) {
			try (Statement statement = connection.createStatement()) {
				statement.execute("SELECT 1");
				return "usable";
			}
			catch (SQLException ex) {
				return "closed";
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypeConfiguration {

		private final ShadowType<Connection, Object> type;

		TypeConfiguration(Events events) {
			this.type = ShadowType.<Connection, Object>builder(Connection.class, Object.class)
				.id(1)
				.name("session")
				.constructor((connection) -> new Object())
				.destructor((connection, value, cause) -> events.add(connection, cause))
				.parentResolver(ParentResolvers.physicalConnection())
				.build();
		}

		@Bean
		ShadowType<Connection, Object> sessionType() {
			return this.type;
		}

	}

}
