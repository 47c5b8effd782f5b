package io.github.shadowvars.autoconfigure;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The singletons of a bean factory, for watching those that turn out to be parents only
 * after they were made.
 */
final class SingletonParents {

	/**
	 * What was made, behind any proxy. Those that were made before the post-processors
	 * were there are missing: what stands behind their proxies is not known.
	 */
	private final Map<String, Reference<Object>> made = new ConcurrentHashMap<>();

	private final DefaultListableBeanFactory beanFactory;

	SingletonParents(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	void made(Object bean, String beanName) {
		this.made.put(beanName, new WeakReference<>(bean));
	}

	/**
	 * Returns the singleton that others get to see of a bean.
	 */
	@Nullable Object exposed(Object bean, String beanName) {
		Reference<Object> reference = this.made.get(beanName);
		return (reference != null && reference.refersTo(bean) && this.beanFactory.containsSingleton(beanName))
				? this.beanFactory.getSingleton(beanName) : null;
	}

	/**
	 * Has Spring call the destruction-aware post-processors for the singletons of these
	 * types.
	 * @return the names of these singletons
	 */
	List<String> watch(ParentTypes types) {
		List<String> beanNames = new ArrayList<>();
		this.made.forEach((beanName, reference) -> {
			Object bean = reference.get();
			// One that is still being made will be asked for, or be seen at the close
			if (bean != null && types.accept(bean) && this.beanFactory.containsSingleton(beanName)
					&& this.beanFactory.containsBeanDefinition(beanName)) {
				watch(bean, beanName);
				beanNames.add(beanName);
			}
		});
		return beanNames;
	}

	/**
	 * Replaces what Spring calls at the singleton's end, in its place in the order, with
	 * the same made anew: it asks the post-processors again.
	 */
	private void watch(Object bean, String beanName) {
		RootBeanDefinition definition = (RootBeanDefinition) this.beanFactory.getMergedBeanDefinition(beanName);
		this.beanFactory.registerDisposableBean(beanName,
				() -> new Destroyer(this.beanFactory).destroyBean(beanName, bean, definition));
	}

	/**
	 * Has the registry closed after a parent, unless the registry itself needs that one.
	 */
	void destroyBeforeRegistry(String beanName) {
		for (String registryName : this.beanFactory.getBeanNamesForType(ShadowRegistry.class, true, false)) {
			if (!needs(registryName, beanName, new HashSet<>())) {
				this.beanFactory.registerDependentBean(registryName, beanName);
			}
		}
	}

	private boolean needs(String beanName, String needed, Set<String> seen) {
		if (beanName.equals(needed)) {
			return true;
		}
		if (seen.add(beanName)) {
			for (String dependency : this.beanFactory.getDependenciesForBean(beanName)) {
				if (needs(dependency, needed, seen)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Destroys a bean by a definition that its bean factory may no longer have.
	 */
	@SuppressWarnings("serial")
	private static final class Destroyer extends DefaultListableBeanFactory {

		Destroyer(DefaultListableBeanFactory beanFactory) {
			addBeanPostProcessors(beanFactory.getBeanPostProcessors());
		}

		@Override
		protected void destroyBean(String beanName, Object bean, RootBeanDefinition definition) {
			super.destroyBean(beanName, bean, definition);
		}

	}

}
