package io.github.shadowvars.autoconfigure;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The first use of a registry, which creates the registry of this library. This library's
 * own beans wait for it, instead of using the registry. A registry of the application
 * counts as used.
 */
final class RegistryUse {

	/**
	 * The beans that wait for the registry.
	 */
	private final Set<Consumer<ShadowRegistry>> waiting = new LinkedHashSet<>();

	private final DefaultListableBeanFactory beanFactory;

	/**
	 * The name of this library's registry, or null if the application has others.
	 */
	private final @Nullable String ours;

	private volatile @Nullable ShadowRegistry registry;

	/**
	 * Creates an instance after the definitions of all beans are known.
	 * @param registryNames the names of the registries in the bean factory
	 */
	RegistryUse(DefaultListableBeanFactory beanFactory, List<String> registryNames) {
		this.beanFactory = beanFactory;
		this.ours = (registryNames.size() == 1 && isOurs(registryNames.get(0))) ? registryNames.get(0) : null;
	}

	/**
	 * Passes the registry to a consumer, at once or when it is created. A consumer may
	 * add listeners, but must not wait for another thread. A consumer that waits already
	 * is not added again.
	 */
	void whenBegun(Consumer<ShadowRegistry> consumer) {
		synchronized (this) {
			this.waiting.add(consumer);
		}
		ShadowRegistry registry = this.registry;
		if (registry == null && !isAwaited()) {
			registry = this.beanFactory.getBeanProvider(ShadowRegistry.class).getIfUnique();
		}
		if (registry != null && forget(consumer)) {
			consumer.accept(registry);
		}
	}

	/**
	 * Removes a consumer. It gets no registry afterwards.
	 * @return whether it was waiting
	 */
	synchronized boolean forget(Consumer<ShadowRegistry> consumer) {
		return this.waiting.remove(consumer);
	}

	/**
	 * Passes the registry, which was just built, to the consumers that wait for it.
	 */
	synchronized void begin(ShadowRegistry registry) {
		this.registry = registry;
		for (Consumer<ShadowRegistry> consumer : this.waiting) {
			consumer.accept(registry);
		}
		this.waiting.clear();
	}

	/**
	 * Returns whether the first use is still to come. Once the type beans were
	 * registered, this means that there are neither types nor properties.
	 */
	boolean isAwaited() {
		return this.ours != null && this.registry == null && !this.beanFactory.containsSingleton(this.ours);
	}

	private boolean isOurs(String beanName) {
		Method method = (this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		return method != null && method.getDeclaringClass() == ShadowAutoConfiguration.class;
	}

}
