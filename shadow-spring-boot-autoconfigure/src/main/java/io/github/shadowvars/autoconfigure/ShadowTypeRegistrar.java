package io.github.shadowvars.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Registers every type bean: when its variable is injected, or after all singletons were
 * created, before web servers, runners and schedulers start. It creates no other bean
 * early.
 */
final class ShadowTypeRegistrar implements SmartInitializingSingleton {

	static final String BEAN_NAME = "shadowTypeRegistrar";

	private static final Log logger = LogFactory.getLog(ShadowTypeRegistrar.class);

	private final DefaultListableBeanFactory beanFactory;

	private final ShadowTypeSettings settings;

	ShadowTypeRegistrar(DefaultListableBeanFactory beanFactory, ShadowTypeSettings settings) {
		this.beanFactory = beanFactory;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ShadowRegistry registry = this.beanFactory.getBean(ShadowRegistry.class);
		Set<String> names = new TreeSet<>();
		for (String typeName : this.beanFactory.getBeanNamesForType(ShadowType.class, false, true)) {
			ShadowType<?, ?> type = this.beanFactory.getBean(typeName, ShadowType.class);
			names.add(type.name());
			if (this.beanFactory.containsBeanDefinition(ShadowBeans.variable(typeName))) {
				this.beanFactory.getBean(ShadowBeans.variable(typeName));
			}
			else {
				variable(typeName, type);
			}
		}
		for (ShadowVariable<?, ?> variable : registry.variables()) {
			names.add(variable.name());
		}
		checkNames(names);
	}

	private void checkNames(Set<String> names) {
		try {
			this.settings.checkNames(names);
		}
		catch (InvalidShadowPropertyException ex) {
			if (isSlice(this.beanFactory.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME,
					Environment.class))) {
				return;
			}
			if (!isLazy()) {
				throw ex;
			}
			logger.warn("Some beans are initialized lazily and may register their types later. If none of them does: "
					+ ex.getMessage());
		}
	}

	/**
	 * Returns whether this is a slice test, which leaves out configuration classes that
	 * declare types, and most auto-configurations.
	 */
	static boolean isSlice(Environment environment) {
		return !environment.getProperty(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class, true);
	}

	/**
	 * Returns whether beans that are created later are likely to register types. With
	 * global lazy initialization, this library's own definitions are lazy, too.
	 */
	private boolean isLazy() {
		return Stream
			.concat(Stream.of(this.beanFactory.getBeanNamesForType(ShadowTypeSettings.class, false, false)),
					Stream.of(this.beanFactory.getBeanNamesForType(ShadowVariable.class, false, false))
						.filter((name) -> !this.beanFactory.containsSingleton(name)))
			.filter(this.beanFactory::containsBeanDefinition)
			.anyMatch((name) -> this.beanFactory.getMergedBeanDefinition(name).isLazyInit());
	}

	/**
	 * Registers a type bean.
	 * @return the variable that is injected, or null if the registry is a mock
	 */
	@Reflective
	@Nullable ShadowVariable<?, ?> variable(String typeName, ShadowType<?, ?> type) {
		ShadowVariable<?, ?> handle = register(this.beanFactory.getBean(ShadowRegistry.class), typeName, type);
		if (handle != null) {
			this.beanFactory.registerDisposableBean(ShadowBeans.handle(typeName), handle::close);
			this.beanFactory.registerDependentBean(typeName, ShadowBeans.handle(typeName));
		}
		return handle;
	}

	private @Nullable ShadowVariable<?, ?> register(ShadowRegistry registry, String beanName, ShadowType<?, ?> type) {
		try {
			return registry.register(type);
		}
		catch (RuntimeException ex) {
			String resource = this.beanFactory.containsBeanDefinition(beanName)
					? this.beanFactory.getMergedBeanDefinition(beanName).getResourceDescription() : null;
			throw new BeanCreationException(resource, beanName, "The shadow type cannot be registered", ex);
		}
	}

}
