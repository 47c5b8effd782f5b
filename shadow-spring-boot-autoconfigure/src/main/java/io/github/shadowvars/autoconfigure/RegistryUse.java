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
	private volatile @Nullable String ours;

	private volatile boolean searched;

	private volatile @Nullable ShadowRegistry registry;

	RegistryUse(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Adds a listener to the registry, at once or when the registry is created, and calls
	 * it for each variable that exists. A listener that was added already is not added
	 * again. Holds no lock while it calls the registry or the listener.
	 */
	void observe(ShadowRegistryListener listener) {
		// Searches without the lock
		ours();
		ShadowRegistry registry;
		synchronized (this) {
			boolean known = !this.listeners.add(listener);
			registry = this.registry;
			if (isAwaited() || (known && registry != null)) {
				return;
			}
		}
		if (registry != null) {
			connect(List.of(listener), registry);
			return;
		}
		registry = this.beanFactory.getBeanProvider(ShadowRegistry.class).getIfUnique();
		if (registry != null) {
			connect(use(registry), registry);
		}
	}

	private void connect(List<ShadowRegistryListener> listeners, ShadowRegistry registry) {
		for (ShadowRegistryListener listener : listeners) {
			registry.addListener(listener);
			if (!observes(listener)) {
				// It has left meanwhile, perhaps before it was added
				registry.removeListener(listener);
			}
			for (ShadowVariable<?, ?> variable : registry.variables()) {
				listener.variableAdded(registry, variable);
			}
		}
	}

	/**
	 * Sets the registry.
	 * @return the listeners. Some may have observed no registry so far
	 */
	private synchronized List<ShadowRegistryListener> use(ShadowRegistry registry) {
		this.registry = registry;
		return List.copyOf(this.listeners);
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
		connect(use(registry), registry);
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
	 * Returns whether the first use is still to come. Once the type beans were
	 * registered, this means that there are neither types nor properties.
	 */
	boolean isAwaited() {
		String ours = ours();
		return ours != null && this.registry == null && !this.beanFactory.containsSingleton(ours);
	}

	/**
	 * Returns whether the registry is this library's. Then no method of this class
	 * creates it.
	 */
	boolean isOurs() {
		return ours() != null;
	}

	/**
	 * Returns the name of this library's registry. Searched for once, when the first bean
	 * asks, because bean factory post-processors may have registered others.
	 */
	private @Nullable String ours() {
		if (!this.searched) {
			String[] names = this.beanFactory.getBeanNamesForType(ShadowRegistry.class, true, false);
			this.ours = (names.length == 1 && isOurs(names[0])) ? names[0] : null;
			this.searched = true;
		}
		return this.ours;
	}

	private boolean isOurs(String beanName) {
		Method method = (this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		return method != null && method.getDeclaringClass() == ShadowAutoConfiguration.class;
	}

}
