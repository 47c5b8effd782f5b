package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.context.ApplicationContext;

/**
 * Remembers the beans that are types or hold the variables of one. The analysis of a
 * failed start names them after Spring has destroyed the beans.
 */
final class ShadowBeanNames implements BeanPostProcessor {

	private final Map<String, ShadowType<?, ?>> types = new ConcurrentHashMap<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		ShadowType<?, ?> type = typeOf(bean);
		if (type != null && !isOfTypeBean(beanName)) {
			this.types.put(beanName, type);
		}
		return bean;
	}

	// A type comes before its variable, which is not a bean of the application
	private boolean isOfTypeBean(String beanName) {
		return this.types.keySet().stream().anyMatch((name) -> beanName.equals(ShadowBeans.variable(name)));
	}

	// The type of a mock is null
	private static @Nullable ShadowType<?, ?> typeOf(Object bean) {
		return (bean instanceof ShadowVariable<?, ?> variable) ? variable.type()
				: (bean instanceof ShadowType<?, ?> type) ? type : null;
	}

	/**
	 * Returns the beans of a type, in a bean factory and its parents.
	 */
	static List<String> of(@Nullable ShadowType<?, ?> type, @Nullable BeanFactory beanFactory) {
		List<String> names = new ArrayList<>();
		BeanFactory current = beanFactory;
		while (current != null) {
			BeanFactory factory = (current instanceof ApplicationContext context)
					? context.getAutowireCapableBeanFactory() : current;
			if (factory instanceof AbstractBeanFactory processed) {
				for (BeanPostProcessor processor : processed.getBeanPostProcessors()) {
					if (processor instanceof ShadowBeanNames beans) {
						beans.types.forEach((name, candidate) -> {
							if (candidate.equals(type)) {
								names.add(name);
							}
						});
					}
				}
			}
			current = (factory instanceof HierarchicalBeanFactory child) ? child.getParentBeanFactory() : null;
		}
		names.sort(null);
		return names;
	}

}
