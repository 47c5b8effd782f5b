package io.github.shadowvars.autoconfigure;

import java.util.List;

import io.github.shadowvars.ShadowRegistry;

import io.github.shadowvars.autoconfigure.ShadowProperties.LeakCheck;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of a {@link ShadowRegistry}. It registers every
 * {@link io.github.shadowvars.ShadowType} bean and applies every
 * {@link io.github.shadowvars.ParentLifetime} bean. The registry is created when it is
 * first used: by an injection point, a type or variable bean, a property of this library,
 * or a request to the endpoint. It is closed after all other beans. A type's variables
 * are freed before the beans that the type depends on are destroyed. To switch off the
 * whole library:
 *
 * <pre class="code">
 * shadow.enabled=false
 * </pre>
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "shadow.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ShadowProperties.class)
public final class ShadowAutoConfiguration {

	ShadowAutoConfiguration() {
	}

	@Bean(ShadowBeans.BEAN_NAME)
	static ShadowBeans shadowBeans() {
		return new ShadowBeans();
	}

	@Bean
	@Lazy
	ShadowTypeSettings shadowTypeSettings(Environment environment, ObjectProvider<ShadowProperties> properties) {
		return new ShadowTypeSettings(ShadowProperties.of(environment, properties));
	}

	// A fallback bean, so that a child context may have a registry of its own. Lazy, so
	// that it costs nothing in an application that does not use it
	@Bean(destroyMethod = "close")
	@Lazy
	@ConditionalOnMissingBean(ShadowRegistry.class)
	@Fallback
	ShadowRegistry shadowRegistry(ShadowTypeSettings settings, ObjectProvider<ShadowRegistryCustomizer> customizers,
			DefaultListableBeanFactory beanFactory, ShadowBeans shadowBeans) {
		ShadowProperties properties = settings.properties();
		ShadowRegistry.Builder builder = ShadowRegistry.builder()
			.closeTimeout(properties.closeTimeout())
			.failureHandler(LoggingHandlers::failure)
			.limitHandler(LoggingHandlers::limit)
			.settings(settings)
			.sampleRate(properties.tracking().sampleRate());
		skipPackages(builder, properties.tracking().skipPackages());
		if (properties.leakCheck() == LeakCheck.ON) {
			builder.leakHandler(LoggingHandlers::leak);
		}
		settings.ids().forEach(builder::name);
		LifetimeBeans.addTo(builder, beanFactory);
		for (ShadowRegistryCustomizer customizer : customizers.orderedStream().toList()) {
			customizer.customize(builder);
		}
		ShadowRegistry registry = builder.build();
		// Spring closes it at once if it cannot complete the bean. Then the next registry
		// is closed before the beans that exist already
		beanFactory.registerDisposableBean("shadowRegistry", registry::close);
		registry.addListener(new LoggingHandlers.DoubtfulParents());
		settings.use(registry);
		shadowBeans.registryUse().begin(registry);
		return registry;
	}

	private static void skipPackages(ShadowRegistry.Builder builder, List<String> packages) {
		try {
			builder.skipPackages(packages);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidShadowPropertyException("shadow.tracking.skip-packages", packages,
					"Each value must be the name of a package.",
					"Use for example com.acme.util, which includes the packages below it.");
		}
	}

	@Bean
	@Lazy(false)
	@ConditionalOnSingleCandidate(ShadowRegistry.class)
	ShadowTypeRegistrar shadowTypeRegistrar(DefaultListableBeanFactory beanFactory, Environment environment,
			ObjectProvider<ShadowTypeSettings> settings) {
		return new ShadowTypeRegistrar(beanFactory, environment, settings);
	}

	// Runs after the registrar, because it reports the registered types
	@Bean
	@Lazy(false)
	StartReport shadowStartReport(ApplicationContext context, ShadowBeans shadowBeans,
			ObjectProvider<ShadowTypeSettings> settings) {
		return new StartReport(context, shadowBeans, settings);
	}

	// Exists where the registrar exists. Found by name, to save a second search for
	// registries
	@Bean
	@ConditionalOnBean(name = ShadowTypeRegistrar.BEAN_NAME, search = SearchStrategy.CURRENT)
	@ConditionalOnBooleanProperty(name = "shadow.beans.enabled", matchIfMissing = true)
	static BeanParentPostProcessor shadowBeanParentPostProcessor(ShadowBeans shadowBeans) {
		return new BeanParentPostProcessor(shadowBeans);
	}

}
