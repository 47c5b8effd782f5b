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
 * Records the beans that are types or variables. The analysis of a failed start names
 * them after Spring has destroyed the beans.
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

	// A type is created before its variable, which is not a bean of the application
	private boolean isOfTypeBean(String beanName) {
		return this.types.keySet().stream().anyMatch((name) -> beanName.equals(ShadowBeans.variable(name)));
	}

	// A mock returns null as its type
	private static @Nullable ShadowType<?, ?> typeOf(Object bean) {
		return (bean instanceof ShadowVariable<?, ?> variable) ? variable.type()
				: (bean instanceof ShadowType<?, ?> type) ? type : null;
	}

	/**
	 * Returns the names of the beans of a type, in a bean factory and its parents.
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
