package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.function.SingletonSupplier;

/**
 * Passes each {@code ParentLifetime} bean to the registry, for the class of parents that
 * its definition declares. The bean is created when the registry asks about the first
 * parent, so it may depend on the registry.
 */
final class LifetimeBeans {

	private LifetimeBeans() {
	}

	static void addTo(ShadowRegistry.Builder builder, ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(ParentLifetime.class, true, false)) {
			add(builder, beanFactory, name, parentType(beanFactory, name));
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> void add(ShadowRegistry.Builder builder, ConfigurableListableBeanFactory beanFactory,
			String name, Class<T> parentType) {
		SingletonSupplier<ParentLifetime<T>> bean = SingletonSupplier
			.of(() -> (ParentLifetime<T>) beanFactory.getBean(name, ParentLifetime.class));
		builder.lifetime(parentType, (parent, ended) -> bean.obtain().onEnd(parent, ended));
	}

	private static Class<?> parentType(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> parentType = null;
		if (beanFactory.containsBeanDefinition(name)) {
			parentType = parentType(beanFactory.getMergedBeanDefinition(name).getResolvableType());
		}
		if (parentType == null) {
			Class<?> beanType = beanFactory.getType(name, false);
			parentType = (beanType != null) ? parentType(ResolvableType.forClass(beanType)) : null;
		}
		if (parentType == null) {
			throw new BeanCreationException(name,
					"A ParentLifetime bean must declare the class of its parents, but this one does not; declare it "
							+ "as, for example, ParentLifetime<Station>");
		}
		return parentType;
	}

	private static @Nullable Class<?> parentType(ResolvableType type) {
		return type.as(ParentLifetime.class).getGeneric(0).resolve();
	}

}
