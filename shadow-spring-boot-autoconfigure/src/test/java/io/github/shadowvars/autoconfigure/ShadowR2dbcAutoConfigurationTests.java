package io.github.shadowvars.autoconfigure;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.shadowvars.ParentEndedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.sql.ReactiveConnectionLifetime;
import io.r2dbc.h2.H2Connection;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShadowR2dbcAutoConfiguration} and {@link ReactiveConnectionLifetime}
 * with the driver of H2 and Spring Boot's pool.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowR2dbcAutoConfigurationTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, ShadowAutoConfiguration.class,
				ShadowR2dbcAutoConfiguration.class))
		.withPropertyValues("spring.r2dbc.url=r2dbc:h2:mem:///shadow", "spring.r2dbc.pool.max-size=1",
				"spring.r2dbc.pool.initial-size=1");

	private final ApplicationContextRunner typed = this.runner.withUserConfiguration(TypeConfiguration.class)
		.withBean("events", List.class, () -> this.events);

	@Test
	void connectionWhenGivenBackShouldKeepItsVariable() {
		this.typed.run((context) -> {
			assertThat(attach(context)).isSameAs(attach(context));
			assertThat(this.events).isEmpty();
			assertThat(variable(context).count()).isEqualTo(1);
		});
		assertThat(this.events).containsExactly("PARENT_DESTROYED");
	}

	@Test
	void connectionWhenPoolIsDisposedShouldFreeItsVariable() {
		this.typed.run((context) -> {
			attach(context);
			context.getBean(ConnectionPool.class).disposeLater().block(Duration.ofSeconds(30));
			assertThat(this.events).containsExactly("PARENT_DESTROYED");
		});
	}

	@Test
	void connectionWhenPoolIsDisposedWhileItIsInUseShouldFreeItsVariableAsItIsGivenBack() {
		this.typed.run((context) -> {
			Connection connection = connect(context);
			variable(context).getOrAlloc(connection);
			context.getBean(ConnectionPool.class).disposeLater().block(Duration.ofSeconds(30));
			assertThat(this.events).isEmpty();
			Mono.from(connection.close()).block(Duration.ofSeconds(30));
			assertThat(this.events).containsExactly("PARENT_DESTROYED");
		});
	}

	@Test
	void connectionWhenItsLifetimeIsOverShouldFreeItsVariable() {
		this.typed.withPropertyValues("spring.r2dbc.pool.max-life-time=1ms")
			.run((context) -> Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				attach(context);
				assertThat(this.events).contains("PARENT_DESTROYED");
			}));
	}

	@Test
	void connectionWhenFoundDeadShouldFreeItsVariable() {
		this.typed.withPropertyValues("spring.r2dbc.pool.validation-query=SELECT 1").run((context) -> {
			Object first = attach(context);
			Connection pooled = connect(context);
			Connection physical = ParentResolvers.r2dbcConnection().apply(pooled);
			Mono.from(physical.close()).block(Duration.ofSeconds(30));
			Mono.from(pooled.close()).block(Duration.ofSeconds(30));
			assertThat(attach(context)).isNotSameAs(first);
			assertThat(this.events).containsExactly("PARENT_DESTROYED");
			assertThatExceptionOfType(ParentEndedException.class)
				.isThrownBy(() -> variable(context).getOrAlloc(physical));
		});
	}

	@Test
	void connectionWhenThereIsNoPoolShouldFreeItsVariableAsItCloses() {
		this.typed.withPropertyValues("spring.r2dbc.pool.enabled=false").run((context) -> {
			attach(context);
			assertThat(this.events).containsExactly("PARENT_DESTROYED");
		});
	}

	@Test
	void connectionWhenItsCloseIsCancelledShouldFreeItsVariable() {
		Connection hanging = (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> method.getName().equals("close") ? Mono.never() : null);
		ConnectionFactory driver = new ConnectionFactory() {

			@Override
			public Mono<Connection> create() {
				return Mono.just(hanging);
			}

			@Override
			public ConnectionFactoryMetadata getMetadata() {
				return () -> "hanging";
			}

		};
		ReactiveConnectionLifetime lifetime = new ReactiveConnectionLifetime();
		try (ShadowRegistry registry = ShadowRegistry.builder().lifetime(Connection.class, lifetime).build()) {
			registry.register(new TypeConfiguration(this.events).type).getOrAlloc(hanging);
			Connection connection = Objects
				.requireNonNull(Mono.from(lifetime.watch(driver).create()).block(Duration.ofSeconds(30)));
			Disposable closing = Mono.from(connection.close()).subscribe();
			assertThat(this.events).isEmpty();
			closing.dispose();
			assertThat(this.events).containsExactly("PARENT_DESTROYED");
		}
	}

	@Test
	void connectionShouldUnwrapToTheDrivers() {
		this.typed.run((context) -> {
			Connection connection = connect(context);
			assertThat(((Wrapped<?>) connection).unwrap(H2Connection.class)).isNotNull();
			assertThat(ParentResolvers.r2dbcConnection().apply(connection)).isInstanceOf(H2Connection.class);
			assertThat(ParentResolvers.<Connection>r2dbcConnection()).isEqualTo(ParentResolvers.r2dbcConnection());
			ConnectionFactory pool = context.getBean(ConnectionFactory.class);
			assertThat(((ConnectionPool) pool).unwrap()).isInstanceOf(Wrapped.class);
			assertThat(pool.getMetadata().getName()).isEqualTo("H2");
			Mono.from(connection.close()).block(Duration.ofSeconds(30));
		});
	}

	@Test
	void factoryWhenNoTypeHasConnectionsAsParentsShouldBeAsItWas() {
		this.runner.withPropertyValues("spring.r2dbc.pool.enabled=false")
			.run((context) -> assertThat(((Wrapped<?>) context.getBean(ConnectionFactory.class)).unwrap())
				.isInstanceOf(H2ConnectionFactory.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void registerWhenFactoriesAreMadeShouldWarnThatOnlyTheCollectorFrees(boolean lazy, CapturedOutput output) {
		this.runner.withInitializer((context) -> {
			if (lazy) {
				context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			}
		}).run((context) -> {
			context.getBean(ConnectionFactory.class);
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.register(ShadowType.builder(String.class, String.class).id(2).build());
			assertThat(output).doesNotContain("WARN");
			registry.register(new TypeConfiguration(this.events).type);
			assertThat(output).containsOnlyOnce("Shadow type 0x1 became known only after the creation of the "
					+ "connection factory of H2, so its variables are freed only when their io.r2dbc.spi.Connection is "
					+ "garbage-collected; declare the type as a bean, with its type arguments");
		});
	}

	@Test
	void configurationWhenDisabledShouldBeAbsent() {
		this.typed.withPropertyValues("shadow.lifetimes.r2dbc.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ReactiveConnectionLifetime.class);
			attach(context);
			context.getBean(ConnectionPool.class).disposeLater().block(Duration.ofSeconds(30));
			assertThat(this.events).isEmpty();
		});
	}

	private static Object attach(AssertableApplicationContext context) {
		Connection connection = connect(context);
		Object value = variable(context).getOrAlloc(connection);
		Mono.from(connection.close()).block(Duration.ofSeconds(30));
		return value;
	}

	private static Connection connect(AssertableApplicationContext context) {
		return Objects
			.requireNonNull(Mono.from(context.getBean(ConnectionFactory.class).create()).block(Duration.ofSeconds(30)));
	}

	private static ShadowVariable<Connection, Object> variable(AssertableApplicationContext context) {
		return context.getBean(ShadowRegistry.class).register(context.getBean(TypeConfiguration.class).type);
	}

	@Configuration(proxyBeanMethods = false)
	static class TypeConfiguration {

		private final ShadowType<Connection, Object> type;

		TypeConfiguration(List<String> events) {
			this.type = ShadowType.<Connection, Object>builder(Connection.class, Object.class)
				.id(1)
				.constructor((connection) -> new Object())
				.destructor((connection, value, cause) -> events.add(String.valueOf(cause)))
				.parentResolver(ParentResolvers.r2dbcConnection())
				.build();
		}

		@Bean
		ShadowType<Connection, Object> sessionType() {
			return this.type;
		}

	}

}
