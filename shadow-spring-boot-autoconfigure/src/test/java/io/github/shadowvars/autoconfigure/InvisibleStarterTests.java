package io.github.shadowvars.autoconfigure;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with every supported library starts in the same way with and without the
 * starter.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvisibleStarterTests {

	private static final String OWN = "io.github.shadowvars.";

	@ParameterizedTest
	@EnumSource
	void startWithoutTypesShouldAddOnlyTheStartersOwnBeans(WebApplicationType kind, CapturedOutput output) {
		Start without = start(kind, output, exclusions(), Application.class);
		Start with = start(kind, output, "", Application.class);
		assertThat(with.added(without)).isNotEmpty()
			.allSatisfy((name, type) -> assertThat(isOwn(type)).as("%s of %s", name, type).isTrue());
		assertThat(without.beansOf(without)).hasSizeGreaterThan(50).containsKeys("dataSource", "service");
		assertThat(with.beansOf(without)).isEqualTo(without.beansOf(without));
		assertThat(with.dependenciesOf(without)).containsExactlyElementsOf(without.dependenciesOf(without));
		assertThat(with.pool).isEqualTo(without.pool);
		assertThat(with.log).containsExactlyInAnyOrderElementsOf(without.log);
	}

	@Test
	void startWithATypeOfConnectionsShouldChangeOnlyTheDataSourceOfThePool(CapturedOutput output) {
		Start without = start(WebApplicationType.SERVLET, output, "", Application.class);
		Start with = start(WebApplicationType.SERVLET, output, "", Application.class, Types.class);
		assertThat(with.added(without)).containsOnlyKeys("invisibleStarterTests.Types", "tenant", "tenant.variable");
		assertThat(with.beansOf(without)).isEqualTo(without.beansOf(without));
		assertThat(with.dependenciesOf(without)).containsExactlyElementsOf(without.dependenciesOf(without));
		assertThat(without.pool).containsEntry("dataSource", "null").hasSizeGreaterThan(20);
		assertThat(with.pool).hasEntrySatisfying("dataSource", (source) -> assertThat(source).startsWith("Watched "));
		with.pool.put("dataSource", "null");
		assertThat(with.pool).isEqualTo(without.pool);
		List<String> added = new ArrayList<>(with.log);
		without.log.forEach(added::remove);
		assertThat(added).singleElement()
			.asString()
			.matches("INFO .*Shadow variables: .* \\(tenant\\)\\. Lifetimes: .*JDBC connections.*");
		assertThat(with.log).containsAll(without.log)
			.anyMatch((line) -> line.contains("HikariPool-# - Added connection"));
	}

	@ParameterizedTest
	@EnumSource
	void startWithARegistryButWithoutTheMainAutoConfigurationShouldSucceed(WebApplicationType kind,
			CapturedOutput output) {
		Start start = start(kind, output, "," + ShadowAutoConfiguration.class.getName(), Application.class,
				OwnRegistry.class);
		assertThat(start.beans).containsKey("ownRegistry").doesNotContainKey("shadowMeterBinder");
	}

	@Test
	void startShouldCreateNoFactoryBeanBeforePlaceholdersAreResolved() {
		Class<?>[] own = ownAutoConfigurations().stream()
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(own))
			.withUserConfiguration(EarlyFactory.class)
			.run((context) -> assertThat(context.getBean("idle")).isEqualTo(5L));
	}

	private static String exclusions() {
		return "," + String.join(",", ownAutoConfigurations());
	}

	/**
	 * Returns the names of all auto-configurations of this library.
	 */
	private static List<String> ownAutoConfigurations() {
		List<String> own = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, null).forEach((name) -> {
			if (name.startsWith(OWN)) {
				own.add(name);
			}
		});
		assertThat(own).hasSizeGreaterThan(10);
		return own;
	}

	private static boolean isOwn(String type) {
		return type.startsWith(OWN) && !type.startsWith(InvisibleStarterTests.class.getName());
	}

	private static Start start(WebApplicationType kind, CapturedOutput output, String exclusions, Class<?>... sources) {
		int begin = output.getAll().length();
		Start start = new Start();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(sources).web(kind)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"logging.pattern.console=%level %logger %msg%n", "spring.datasource.url=jdbc:h2:mem:invisible",
					"spring.autoconfigure.exclude=" + R2dbcAutoConfiguration.class.getName() + exclusions)
			.run()) {
			start.read(context.getBeanFactory());
		}
		output.getAll().substring(begin).lines().map(InvisibleStarterTests::withoutNumbers).forEach(start.log::add);
		return start;
	}

	private static String withoutNumbers(Object value) {
		return withoutIdentity(value).replaceAll("\\d+", "#");
	}

	/**
	 * Leaves out hash codes and the numbers of pools, but not the numbers in a setting.
	 */
	private static String withoutIdentity(Object value) {
		return String.valueOf(value).replaceAll("(?<=@)[0-9a-f]+|0x[0-9a-f]+|(?<=HikariPool-)\\d+", "#");
	}

	/**
	 * The visible state of a started application.
	 */
	private static final class Start {

		/**
		 * The classes of the beans, with the advisors and targets of proxies.
		 */
		private final Map<String, String> beans = new TreeMap<>();

		private final Map<String, Set<String>> dependencies = new TreeMap<>();

		private final Map<String, String> types = new TreeMap<>();

		private final Map<String, String> pool = new TreeMap<>();

		private final List<String> log = new ArrayList<>();

		void read(ConfigurableListableBeanFactory beanFactory) {
			Stream.of(beanFactory.getBeanDefinitionNames(), beanFactory.getSingletonNames())
				.flatMap(Arrays::stream)
				.distinct()
				.forEach((name) -> {
					Object bean = beanFactory.getSingleton(name);
					this.beans.put(name, (bean != null) ? describe(bean) : "none");
					this.dependencies.put(name, Set.of(beanFactory.getDependenciesForBean(name)));
					Class<?> type = beanFactory.getType(name);
					this.types.put(name, (type != null) ? type.getName() : "none");
				});
			HikariDataSource dataSource = beanFactory.getBean(HikariDataSource.class);
			for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(HikariConfig.class)) {
				Method getter = property.getReadMethod();
				if (getter != null) {
					this.pool.put(property.getName(), withoutIdentity(read(dataSource, getter)));
				}
			}
		}

		private static String describe(Object bean) {
			String name = withoutNumbers(bean.getClass().getName());
			Object target = AopProxyUtils.getSingletonTarget(bean);
			if (target == null) {
				return name;
			}
			List<String> advisors = Arrays.stream(((Advised) bean).getAdvisors())
				.map((advisor) -> advisor.getClass().getName())
				.toList();
			return "%s with %s of %s".formatted(name, advisors, describe(target));
		}

		private static Object read(HikariDataSource dataSource, Method getter) {
			try {
				return String.valueOf(getter.invoke(dataSource));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		Map<String, String> added(Start other) {
			Map<String, String> added = new TreeMap<>(this.types);
			added.keySet().removeAll(other.beans.keySet());
			return added;
		}

		/**
		 * Returns the beans that the other application has too, but not the starter's.
		 */
		Map<String, String> beansOf(Start other) {
			Map<String, String> common = new TreeMap<>(this.beans);
			common.keySet().retainAll(other.beans.keySet());
			common.keySet().removeIf((name) -> isOwn(String.valueOf(other.types.get(name))));
			return common;
		}

		/**
		 * Returns the dependencies between the other application's beans.
		 */
		List<String> dependenciesOf(Start other) {
			return beansOf(other).keySet()
				.stream()
				.flatMap((name) -> this.dependencies.getOrDefault(name, Set.of())
					.stream()
					.filter(other.beans::containsKey)
					.map((dependency) -> name + " depends on " + dependency))
				.sorted()
				.toList();
		}

	}

	static class Service {

		@Transactional
		public void serve() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ApplicationRunner runner(DataSource dataSource) {
			return (arguments) -> dataSource.getConnection().close();
		}

		// Behind a proxy
		@Bean
		Service service() {
			return new Service();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Types {

		@Bean
		ShadowType<Connection, String> tenant() {
			return ShadowType.builder(Connection.class, String.class)
				.name("tenant")
				.constructor((connection) -> "nobody")
				.parentResolver(ParentResolvers.physicalConnection())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		ShadowRegistry ownRegistry() {
			return ShadowRegistry.create();
		}

	}

	/**
	 * Spring creates the factory to find out its type, as soon as beans are searched by
	 * type. Placeholders are resolved after all post-processors were created.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EarlyFactory {

		@Bean
		static FactoryBean<Long> idle(@Value("${idle:5}") Long idle) {
			return new FactoryBean<>() {

				@Override
				public Long getObject() {
					return idle;
				}

				@Override
				public Class<Long> getObjectType() {
					return Long.class;
				}

			};
		}

	}

}
