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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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

	private final Environment environment;

	private final ObjectProvider<ShadowTypeSettings> settings;

	ShadowTypeRegistrar(DefaultListableBeanFactory beanFactory, Environment environment,
			ObjectProvider<ShadowTypeSettings> settings) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		String[] typeNames = this.beanFactory.getBeanNamesForType(ShadowType.class, false, true);
		if (typeNames.length > 0 || new PropertySearch(this.environment).findsAny()) {
			register(typeNames, this.beanFactory.getBean(ShadowRegistry.class));
		}
	}

	private void register(String[] typeNames, ShadowRegistry registry) {
		Set<String> names = new TreeSet<>();
		for (String typeName : typeNames) {
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
			this.settings.getObject().checkNames(names);
		}
		catch (InvalidShadowPropertyException ex) {
			if (isSlice(this.environment)) {
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
			.concat(Stream.of(this.beanFactory.getBeanNamesForType(ShadowAutoConfiguration.class, false, false)),
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
