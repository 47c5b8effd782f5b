package io.github.shadowvars.autoconfigure;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.aop.target.PrototypeTargetSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.InfrastructureProxy;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ParentResolvers}.
 */
class ParentResolversTests {

	private static final ShadowType<OrderService, String> TYPE = ShadowType.builder(OrderService.class, String.class)
		.id(1)
		.parentResolver(ParentResolvers.target())
		.build();

	private final UnaryOperator<Object> target = ParentResolvers.target();

	private final Supplier<String> service = () -> "called";

	@Test
	void targetWhenProxyIsInjectedShouldFindWhatWasAttachedToTheRawBean() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class))
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				Client client = context.getBean(Client.class);
				assertThat(AopUtils.isAopProxy(client.service())).isTrue();
				assertThat(AopUtils.isAopProxy(client.lazyService())).isTrue();
				assertThat(client.lazyService()).isNotSameAs(client.service());
				ShadowVariable<OrderService, String> variable = context.getBean(ShadowRegistry.class).register(TYPE);
				assertThat(variable.get(client.service())).isEqualTo("attached to the raw bean");
				assertThat(variable.get(client.lazyService())).isEqualTo("attached to the raw bean");
			});
	}

	@Test
	void targetWhenProxiesAreNestedShouldLookBehindAll() {
		Object inner = proxy(this.service);
		InfrastructureProxy infrastructure = () -> inner;
		assertThat(this.target.apply(proxy(infrastructure))).isSameAs(this.service);
		assertThat(this.target.apply(infrastructure)).isSameAs(this.service);
		assertThat(this.target.apply(this.service)).isSameAs(this.service);
	}

	@Test
	void targetWhenTargetIsSwappedShouldFollow() {
		HotSwappableTargetSource source = new HotSwappableTargetSource(this.service);
		Object proxy = ProxyFactory.getProxy(Supplier.class, source);
		assertThat(this.target.apply(proxy)).isSameAs(this.service);
		Supplier<String> other = () -> "other";
		source.swap(other);
		assertThat(this.target.apply(proxy)).isSameAs(other);
	}

	@Test
	void targetWhenTargetIsNewAtEachCallShouldLeaveTheProxy() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		RootBeanDefinition definition = new RootBeanDefinition(OrderService.class);
		definition.setScope("prototype");
		beanFactory.registerBeanDefinition("service", definition);
		PrototypeTargetSource source = new PrototypeTargetSource();
		source.setTargetBeanName("service");
		source.setBeanFactory(beanFactory);
		Object proxy = ProxyFactory.getProxy(source);
		assertThat(this.target.apply(proxy)).isSameAs(proxy);
	}

	@Test
	void targetWhenOpaqueOrAFactoryShouldLeaveIt() {
		ProxyFactory factory = new ProxyFactory(this.service);
		assertThat(this.target.apply(factory)).isSameAs(factory);
		factory.setOpaque(true);
		Object proxy = factory.getProxy();
		assertThat(this.target.apply(proxy)).isSameAs(proxy);
	}

	@Test
	void unwrapShouldEndAtTheDriversConnection() throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
			UnaryOperator<Connection> resolver = ParentResolvers.unwrap(JdbcConnection.class);
			assertThat(resolver.apply(connection)).isSameAs(connection);
		}
	}

	@Test
	void unwrapWhenItIsNoSuchWrapperShouldSaySo() throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
			UnaryOperator<Connection> resolver = ParentResolvers.unwrap(OtherConnection.class);
			assertThatIllegalStateException().isThrownBy(() -> resolver.apply(connection))
				.withMessageContaining("must unwrap to a " + OtherConnection.class.getName())
				.withMessageContaining("but a org.h2.jdbc.JdbcConnection does not")
				.withMessageContaining("use it while it is open");
		}
	}

	@Test
	@SuppressWarnings("NullAway")
	void unwrapWhenTypeIsNullShouldNameIt() {
		assertThatNullPointerException().isThrownBy(() -> ParentResolvers.unwrap(null))
			.withMessage("type must not be null");
	}

	@Test
	void requestShouldLookBehindAllWrappers() {
		UnaryOperator<ServletRequest> resolver = ParentResolvers.request();
		ServletRequest request = new MockHttpServletRequest();
		assertThat(resolver.apply(new ServletRequestWrapper(new ServletRequestWrapper(request)))).isSameAs(request);
		assertThat(resolver.apply(request)).isSameAs(request);
	}

	@Test
	void equalResolversShouldMakeEqualTypes() {
		assertThat(ParentResolvers.<Object>target()).isEqualTo(this.target);
		assertThat(ParentResolvers.<ServletRequest>request()).isEqualTo(ParentResolvers.<ServletRequest>request());
		assertThat(ParentResolvers.<Connection>unwrap(JdbcConnection.class))
			.isEqualTo(ParentResolvers.<Connection>unwrap(JdbcConnection.class))
			.isNotEqualTo(ParentResolvers.<Connection>unwrap(Connection.class));
	}

	@Test
	void targetWhenServletApiIsMissingShouldWork() throws Exception {
		List<URL> classPath = new ArrayList<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			if (!entry.matches(".*(servlet|tomcat)[^/]*\\.jar")) {
				classPath.add(Path.of(entry).toUri().toURL());
			}
		}
		try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			Class<?> resolvers = loader.loadClass(ParentResolvers.class.getName());
			assertThat(resolvers.getMethod("target").invoke(null)).isInstanceOf(UnaryOperator.class);
			assertThat(resolvers.getClassLoader()).isSameAs(loader);
		}
	}

	private static Object proxy(Object target) {
		ProxyFactory factory = new ProxyFactory(target);
		return factory.getProxy();
	}

	interface OtherConnection extends Connection {

	}

	static class OrderService {

	}

	record Client(OrderService service, OrderService lazyService) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AutoProxyConfiguration.class)
	static class ServiceConfiguration {

		@Bean
		static BeanPostProcessor attaching(ObjectProvider<ShadowRegistry> registry) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof OrderService parent) {
						registry.getObject().register(TYPE).alloc(parent, (key) -> "attached to the raw bean");
					}
					return bean;
				}

			};
		}

		@Bean
		OrderService service() {
			return new OrderService();
		}

		@Bean
		Client client(OrderService service, @Lazy OrderService lazyService) {
			return new Client(service, lazyService);
		}

	}

}
