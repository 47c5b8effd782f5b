package io.github.shadowvars.autoconfigure;

import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.sql.ConnectionLifetime;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.AbstractFactoryBean;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowJdbcAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowJdbcAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, ShadowAutoConfiguration.class,
				ShadowJdbcAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:", "spring.datasource.username=sa",
				"spring.datasource.hikari.pool-name=mine");

	@Test
	void poolWhenAConnectionTypeIsABeanShouldKeepItsConfiguration() {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class).run((context) -> {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			assertThat(pool.getDataSource()).isNotNull();
			assertThat(pool).returns("jdbc:h2:mem:", HikariDataSource::getJdbcUrl)
				.returns("sa", HikariDataSource::getUsername)
				.returns("mine", HikariDataSource::getPoolName);
			assertThat(pool.unwrap(HikariDataSource.class)).isSameAs(pool);
			try (Connection connection = pool.getConnection()) {
				assertThat(connection.unwrap(JdbcConnection.class)).isExactlyInstanceOf(JdbcConnection.class);
				assertThat(new CompositeDataSourcePoolMetadataProvider(
						context.getBeansOfType(DataSourcePoolMetadataProvider.class).values())
					.getDataSourcePoolMetadata(pool))
					.satisfies((metadata) -> assertThat(metadata.getActive()).isEqualTo(1));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(
			classes = { HikariDataSource.class, org.apache.tomcat.jdbc.pool.DataSource.class, BasicDataSource.class })
	void poolWhenNoTypeHasConnectionsAsParentsShouldBeAsItWas(Class<?> type, CapturedOutput output) {
		for (Class<?> configuration : List.of(String.class, OtherTypesConfiguration.class)) {
			this.runner.withUserConfiguration(configuration)
				.withPropertyValues("spring.datasource.type=" + type.getName())
				.run((context) -> assertUntouched(context.getBean(DataSource.class)));
		}
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void poolWhenDisabledShouldBeAsItWas() {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class)
			.withPropertyValues("shadow.lifetimes.jdbc.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ConnectionLifetime.class).doesNotHaveBean(PoolPostProcessor.class);
				assertUntouched(context.getBean(DataSource.class));
			});
	}

	private static void assertWatched(DataSource pool) {
		if (pool instanceof HikariDataSource hikari) {
			assertThat(hikari.getDataSource()).asString().startsWith("Watched ");
		}
		else if (pool instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
			assertThat(tomcat.getJdbcInterceptors()).contains("TomcatInterceptor");
		}
		else {
			assertThat(((BasicDataSource) pool).getDriver()).isNotNull();
		}
	}

	private static void assertUntouched(DataSource pool) {
		if (pool instanceof HikariDataSource hikari) {
			assertThat(hikari.getDataSource()).isNull();
		}
		else if (pool instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
			assertThat(tomcat.getJdbcInterceptors()).isNull();
		}
		else {
			assertThat(((BasicDataSource) pool).getDriver()).isNull();
		}
	}

	@Test
	void configurationWhenNoPoolIsOnTheClassPathShouldStart() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("com.zaxxer", "org.apache.tomcat.jdbc", "org.apache.commons.dbcp2"))
			.withUserConfiguration(ConnectionTypeConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ConnectionLifetime.class));
	}

	@Test
	void registerWhenPoolsAreMadeShouldWarnThatOnlyTheCollectorFrees(CapturedOutput output) {
		this.runner.run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.register(ShadowType.builder(String.class, String.class).id(2).build());
			assertThat(output).doesNotContain("WARN");
			registry.register(new ConnectionTypeConfiguration().connectionType());
			assertThat(output)
				.containsOnlyOnce("Shadow type 0x1 (session) became known only after the creation of the bean "
						+ "'dataSource', so its variables are freed only when their java.sql.Connection is garbage-collected; declare "
						+ "the type as a bean, with its type arguments");
		});
	}

	@ParameterizedTest
	@ValueSource(
			classes = { HikariDataSource.class, org.apache.tomcat.jdbc.pool.DataSource.class, BasicDataSource.class })
	void poolWhenCodeHasRegisteredATypeBeforeShouldBeWatched(Class<?> type, CapturedOutput output) {
		this.runner.withUserConfiguration(RegisteringConfiguration.class)
			.withPropertyValues("spring.datasource.type=" + type.getName())
			.run((context) -> assertWatched(context.getBean(DataSource.class)));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void poolWhenTheParentContextHasTheTypeShouldBeWatched(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class))
			.withUserConfiguration(ConnectionTypeConfiguration.class)
			.run((parent) -> this.runner.withParent(parent)
				.run((context) -> assertWatched(context.getBean(DataSource.class))));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void poolWhenItsInitMethodStartsItShouldBeWatched(CapturedOutput output) {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class, InitializedPoolConfiguration.class)
			.run((context) -> assertWatched(context.getBean(DataSource.class)));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void poolWhenAFactoryBeanMakesItShouldBeWatched(CapturedOutput output) {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class)
			.withBean("made", PoolFactory.class)
			.run((context) -> assertWatched(context.getBean("made", DataSource.class)));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void poolWhenNothingNeedsTheRegistryYetShouldNotCreateIt() {
		this.runner.withUserConfiguration(LazyRegistryConfiguration.class).run((context) -> {
			assertUntouched(context.getBean(DataSource.class));
			assertThat(context.getBean(LazyRegistryConfiguration.class).createdBeforeThePool).isFalse();
		});
	}

	@Test
	void poolWhenItHasStartedShouldWarnThatOnlyTheCollectorFrees(CapturedOutput output) {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class, StartedPoolConfiguration.class)
			.run((context) -> assertThat(output.toString()
				.lines()
				.filter((line) -> line.contains("The pool 'startedPool' had opened connections before they could be "
						+ "watched, so their shadow variables are freed only when the connections are "
						+ "garbage-collected; let the pool start with its first use, or give it a data source that ConnectionLifetime.watch returns")))
				.hasSize(1));
	}

	@Test
	void interceptorsOfTheUserShouldStay() {
		this.runner.withUserConfiguration(ConnectionTypeConfiguration.class)
			.withPropertyValues("spring.datasource.type=org.apache.tomcat.jdbc.pool.DataSource",
					"spring.datasource.tomcat.jdbc-interceptors=ConnectionState")
			.run((context) -> {
				org.apache.tomcat.jdbc.pool.DataSource pool = context
					.getBean(org.apache.tomcat.jdbc.pool.DataSource.class);
				assertThat(Arrays.asList(pool.getJdbcInterceptors().split(";"))).containsExactly("ConnectionState",
						"io.github.shadowvars.sql.TomcatInterceptor");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class ConnectionTypeConfiguration {

		@Bean
		ShadowType<Connection, String> connectionType() {
			return ShadowType.<Connection, String>builder(Connection.class, String.class)
				.id(1)
				.name("session")
				.constructor((connection) -> "value")
				.parentResolver(ParentResolvers.physicalConnection())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherTypesConfiguration {

		@Bean
		ShadowType<Object, String> anyType() {
			return ShadowType.<Object, String>builder(Object.class, String.class).id(1).build();
		}

		@Bean
		ShadowType<Thread, String> otherType() {
			return ShadowType.<Thread, String>builder(Thread.class, String.class).id(2).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegisteringConfiguration {

		RegisteringConfiguration(ShadowRegistry registry) {
			registry.register(new ConnectionTypeConfiguration().connectionType());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyRegistryConfiguration {

		private boolean createdBeforeThePool;

		LazyRegistryConfiguration(DefaultListableBeanFactory beanFactory) {
			beanFactory.getBean(DataSource.class);
			this.createdBeforeThePool = beanFactory.containsSingleton("shadowRegistry");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InitializedPoolConfiguration {

		@Bean(initMethod = "getConnection")
		HikariDataSource initializedPool() {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:");
			return pool;
		}

	}

	static final class PoolFactory extends AbstractFactoryBean<DataSource> {

		@Override
		public Class<?> getObjectType() {
			return DataSource.class;
		}

		@Override
		protected DataSource createInstance() {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:");
			return pool;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StartedPoolConfiguration {

		@Bean
		HikariDataSource startedPool() {
			HikariConfig configuration = new HikariConfig();
			configuration.setJdbcUrl("jdbc:h2:mem:");
			return new HikariDataSource(configuration);
		}

	}

}
