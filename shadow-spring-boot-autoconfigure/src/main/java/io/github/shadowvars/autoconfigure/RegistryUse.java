package io.github.shadowvars.autoconfigure;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The first use of a registry, which creates the registry of this library. This library's
 * own beans wait for it, instead of using the registry. A registry of the application
 * counts as used.
 */
final class RegistryUse {

	private final Set<ShadowRegistryListener> listeners = new LinkedHashSet<>();

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
	 * Adds a listener to the registry, at once or when the registry is created, and calls
	 * it for each variable that exists. A listener that was added already is not added
	 * again. Holds no lock while it calls the registry or the listener.
	 */
	void observe(ShadowRegistryListener listener) {
		ShadowRegistry registry;
		synchronized (this) {
			boolean known = !this.listeners.add(listener);
			if (isAwaited() || (known && this.registry != null)) {
				return;
			}
			registry = this.registry;
		}
		if (registry == null) {
			registry = this.beanFactory.getBeanProvider(ShadowRegistry.class).getIfUnique();
			this.registry = registry;
		}
		if (registry != null) {
			add(listener, registry);
			for (ShadowVariable<?, ?> variable : registry.variables()) {
				listener.variableAdded(registry, variable);
			}
		}
	}

	/**
	 * Removes a listener, from the registry, too.
	 */
	void leave(ShadowRegistryListener listener) {
		ShadowRegistry registry;
		synchronized (this) {
			this.listeners.remove(listener);
			registry = this.registry;
		}
		if (registry != null) {
			registry.removeListener(listener);
		}
	}

	/**
	 * Adds the listeners to the registry of this library, which was just built and has no
	 * variables. If Spring could not complete that bean, the listeners are added to the
	 * next registry, too.
	 */
	void begin(ShadowRegistry registry) {
		List<ShadowRegistryListener> waiting;
		synchronized (this) {
			this.registry = registry;
			waiting = List.copyOf(this.listeners);
		}
		for (ShadowRegistryListener listener : waiting) {
			add(listener, registry);
		}
	}

	private void add(ShadowRegistryListener listener, ShadowRegistry registry) {
		registry.addListener(listener);
		if (!observes(listener)) {
			// It has left meanwhile, perhaps before it was added
			registry.removeListener(listener);
		}
	}

	private synchronized boolean observes(ShadowRegistryListener listener) {
		return this.listeners.contains(listener);
	}

	/**
	 * Returns the registry, or null if none is observed yet.
	 */
	@Nullable ShadowRegistry registry() {
		return this.registry;
	}

	/**
	 * Returns the number of listeners.
	 */
	synchronized int size() {
		return this.listeners.size();
	}

	/**
	 * Returns whether the first use is still to come. Once the type beans were
	 * registered, this means that there are neither types nor properties.
	 */
	boolean isAwaited() {
		return this.ours != null && this.registry == null && !this.beanFactory.containsSingleton(this.ours);
	}

	/**
	 * Returns whether the registry is this library's. Then no method of this class
	 * creates it.
	 */
	boolean isOurs() {
		return this.ours != null;
	}

	private boolean isOurs(String beanName) {
		Method method = (this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		return method != null && method.getDeclaringClass() == ShadowAutoConfiguration.class;
	}

}
