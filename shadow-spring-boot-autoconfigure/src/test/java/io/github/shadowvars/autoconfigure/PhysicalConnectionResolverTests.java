package io.github.shadowvars.autoconfigure;

import java.io.File;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.p6spy.engine.spy.P6DataSource;
import com.zaxxer.hikari.HikariDataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ParentResolvers#physicalConnection()} with real pools and proxies, and
 * for what {@link ParentResolvers#unwrap} does with their closed connections.
 */
class PhysicalConnectionResolverTests {

	private static final String URL = "jdbc:h2:mem:";

	private final UnaryOperator<Connection> resolver = ParentResolvers.physicalConnection();

	static Stream<Arguments> poolsAndProxies() {
		List<UnaryOperator<DataSource>> proxies = List.of(UnaryOperator.identity(),
				TransactionAwareDataSourceProxy::new, LazyConnectionDataSourceProxy::new, P6DataSource::new,
				(pool) -> ProxyDataSourceBuilder.create(pool).build(),
				(pool) -> new TransactionAwareDataSourceProxy(
						new LazyConnectionDataSourceProxy(ProxyDataSourceBuilder.create(pool).build())),
				(pool) -> new P6DataSource(new LazyConnectionDataSourceProxy(pool)));
		return Arrays.stream(Pool.values()).flatMap((pool) -> proxies.stream().map((proxy) -> arguments(pool, proxy)));
	}

	@ParameterizedTest
	@MethodSource("poolsAndProxies")
	void physicalConnectionShouldBeTheDriversBehindEachPoolAndProxy(Pool pool, UnaryOperator<DataSource> proxy)
			throws Exception {
		DataSource pooled = pool.create();
		try {
			DataSource dataSource = proxy.apply(pooled);
			Connection physical;
			try (Connection connection = pooled.getConnection()) {
				physical = connection.unwrap(JdbcConnection.class);
			}
			try (Connection connection = dataSource.getConnection()) {
				assertThat(this.resolver.apply(connection)).isSameAs(physical);
			}
			JdbcTemplate template = new JdbcTemplate(dataSource);
			ConnectionCallback<Connection> callback = this.resolver::apply;
			assertThat(template.execute(callback)).isSameAs(physical);
			TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
			assertThat(transaction.<Connection>execute((status) -> template.execute(callback))).isSameAs(physical);
		}
		finally {
			((AutoCloseable) pooled).close();
		}
	}

	@ParameterizedTest
	@MethodSource("poolsAndProxies")
	void physicalConnectionWhenConnectionWasGivenBackShouldSaySo(Pool pool, UnaryOperator<DataSource> proxy)
			throws Exception {
		DataSource pooled = pool.create();
		try {
			Connection connection = proxy.apply(pooled).getConnection();
			connection.close();
			assertRefused(this.resolver, connection);
			// Nothing was borrowed from the pool, which has only one connection
			pooled.getConnection().close();
		}
		finally {
			((AutoCloseable) pooled).close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void unwrapWhenConnectionWasGivenBackShouldSaySo(Pool pool) throws Exception {
		DataSource pooled = pool.create();
		try {
			UnaryOperator<Connection> unwrap = ParentResolvers.unwrap(JdbcConnection.class);
			Connection connection = pooled.getConnection();
			assertThat(unwrap.apply(connection)).isInstanceOf(JdbcConnection.class);
			connection.close();
			assertRefused(unwrap, connection);
		}
		finally {
			((AutoCloseable) pooled).close();
		}
	}

	private static void assertRefused(UnaryOperator<Connection> resolver, Connection connection) {
		assertThatIllegalStateException().isThrownBy(() -> resolver.apply(connection))
			.withMessage("A parent must be an open connection, but a %s was closed or given back to its pool; use it "
					+ "while it is open", connection.getClass().getName());
	}

	@Test
	void physicalConnectionWhenItIsTheDriversShouldBeItself() throws SQLException {
		Connection connection = DriverManager.getConnection(URL);
		assertThat(this.resolver.apply(connection)).isSameAs(connection);
		connection.close();
		// The end of a parent may be reported after the registry was closed, too
		assertThat(this.resolver.apply(connection)).isSameAs(connection);
	}

	@Test
	void physicalConnectionWhenAPoolIsBehindAPoolShouldLookBehindBoth() throws Exception {
		DataSource inner = Pool.HIKARI.create();
		try (HikariDataSource outer = new HikariDataSource()) {
			outer.setDataSource(inner);
			outer.setMaximumPoolSize(1);
			try (Connection connection = outer.getConnection()) {
				assertThat(this.resolver.apply(connection)).isExactlyInstanceOf(JdbcConnection.class);
			}
		}
		((AutoCloseable) inner).close();
	}

	@Test
	void physicalConnectionWhenProxyWrapsWhateverItReturnsShouldEnd() throws SQLException {
		try (Connection connection = DriverManager.getConnection(URL)) {
			assertThatIllegalStateException().isThrownBy(() -> this.resolver.apply(endless(connection)))
				.withMessageMatching("A parent must be behind at most 100 wrappers, but there are more behind a "
						+ ".*\\$Proxy\\d+; unwrap it in a resolver of your own");
			UnaryOperator<Connection> unwrap = ParentResolvers.unwrap(Connection.class);
			assertThatIllegalStateException().isThrownBy(() -> unwrap.apply(endless(connection)))
				.withMessageStartingWith("A parent must be behind at most 100 wrappers");
		}
	}

	@Test
	void physicalConnectionShouldEqualAnother() {
		assertThat(ParentResolvers.<Connection>physicalConnection()).isEqualTo(this.resolver)
			.isNotEqualTo(ParentResolvers.unwrap(Connection.class));
	}

	@Test
	void physicalConnectionWhenNoWrapperIsOnTheClassPathShouldWork() throws Exception {
		List<URL> classPath = new ArrayList<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			if (!entry.matches(".*(spring-jdbc|dbcp2|p6spy)[^/]*\\.jar")) {
				classPath.add(Path.of(entry).toUri().toURL());
			}
		}
		try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader()); Connection connection = DriverManager.getConnection(URL)) {
			Class<?> resolvers = loader.loadClass(ParentResolvers.class.getName());
			@SuppressWarnings("unchecked")
			UnaryOperator<Connection> resolver = (UnaryOperator<Connection>) resolvers.getMethod("physicalConnection")
				.invoke(null);
			assertThat(resolver.apply(connection)).isSameAs(connection);
		}
	}

	private static Connection endless(Connection target) {
		return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> method.getName().equals("unwrap")
						? endless(target) : method.invoke(target, arguments));
	}

	enum Pool {

		HIKARI {

			@Override
			DataSource create() {
				HikariDataSource pool = new HikariDataSource();
				pool.setJdbcUrl(URL);
				pool.setMaximumPoolSize(1);
				return pool;
			}

		},

		TOMCAT {

			@Override
			DataSource create() {
				org.apache.tomcat.jdbc.pool.DataSource pool = new ClosingTomcatDataSource();
				pool.setUrl(URL);
				pool.setDriverClassName("org.h2.Driver");
				pool.setInitialSize(1);
				pool.setMinIdle(1);
				pool.setMaxIdle(1);
				pool.setMaxActive(1);
				return pool;
			}

		},

		DBCP2 {

			@Override
			DataSource create() {
				BasicDataSource pool = new BasicDataSource();
				pool.setUrl(URL);
				pool.setMaxTotal(1);
				return pool;
			}

		},

		C3P0 {

			@Override
			DataSource create() {
				ComboPooledDataSource pool = new ComboPooledDataSource();
				pool.setJdbcUrl(URL);
				pool.setInitialPoolSize(1);
				pool.setMinPoolSize(1);
				pool.setMaxPoolSize(1);
				return pool;
			}

		};

		abstract DataSource create();

	}

	private static final class ClosingTomcatDataSource extends org.apache.tomcat.jdbc.pool.DataSource
			implements AutoCloseable {

	}

}
