package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.Set;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Reads the definitions of this library's beans before any bean is made, and gives these
 * beans their place in the order of destruction: after all other beans.
 * <p>
 * Spring destroys beans in the reverse order in which their disposables were first
 * registered, and a disposable that is registered again under the same name keeps its
 * place. So this class registers disposables that do nothing. Spring, or this library,
 * replaces them when there is something to close. The dependencies between beans remain
 * as they are, and still come first: a type's handle is closed before the beans that the
 * type depends on are destroyed.
 */
final class ShadowBeans implements BeanFactoryPostProcessor {

	/**
	 * The place of the variables whose parents are singletons that Spring does not
	 * destroy.
	 */
	static final String PARENTS = ShadowBeans.class.getName() + ".parents";

	private final Set<Class<?>> parentTypes = new HashSet<>();

	private boolean registryDefined;

	/**
	 * Returns the place of the handle that a type bean is registered with.
	 */
	static String handle(String typeName) {
		return typeName + ".shadowHandle";
	}

	// The registry comes before the handles of the types, so that it frees what is left
	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		DefaultListableBeanFactory factory = (DefaultListableBeanFactory) beanFactory;
		for (String typeName : names(factory, ShadowType.class)) {
			reserve(factory, handle(typeName));
			addParentType(factory, typeName, ShadowType.class);
		}
		for (String registryName : names(factory, ShadowRegistry.class)) {
			this.registryDefined = true;
			reserve(factory, registryName);
		}
		for (String variableName : names(factory, ShadowVariable.class)) {
			reserve(factory, variableName);
			addParentType(factory, variableName, ShadowVariable.class);
		}
		reserve(factory, PARENTS);
	}

	private static String[] names(DefaultListableBeanFactory beanFactory, Class<?> type) {
		return beanFactory.getBeanNamesForType(type, false, false);
	}

	// Who made a bean already has given it a place
	private static void reserve(DefaultListableBeanFactory beanFactory, String beanName) {
		if (!beanFactory.containsSingleton(beanName)) {
			beanFactory.registerDisposableBean(beanName, () -> {
			});
		}
	}

	private void addParentType(DefaultListableBeanFactory beanFactory, String beanName, Class<?> declaring) {
		if (beanFactory.containsBeanDefinition(beanName)) {
			BeanDefinition definition = beanFactory.getMergedBeanDefinition(beanName);
			ResolvableType parentType = definition.getResolvableType().as(declaring).getGeneric(0);
			if (parentType.resolve() != null) {
				this.parentTypes.add(parentType.resolve());
			}
		}
	}

	/**
	 * Returns whether there is a registry in this context, and not only in an outer one.
	 */
	boolean isRegistryDefined() {
		return this.registryDefined;
	}

	/**
	 * Returns the classes of parents that the definitions of types and variables declare.
	 * A definition without generics declares none.
	 */
	Set<Class<?>> parentTypes() {
		return this.parentTypes;
	}

}
