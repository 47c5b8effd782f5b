package io.github.shadowvars.autoconfigure;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Registers every type that is a bean, once all singletons are there: before web servers,
 * runners and schedulers start, and without creating any other bean early.
 */
final class ShadowTypeRegistrar implements SmartInitializingSingleton, DisposableBean {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Deque<ShadowVariable<?, ?>> handles = new ArrayDeque<>();

	private boolean outlived;

	ShadowTypeRegistrar(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ShadowRegistry registry = this.beanFactory.getBean(ShadowRegistry.class);
		String[] registryNames = this.beanFactory.getBeanNamesForType(ShadowRegistry.class);
		this.outlived = registryNames.length == 0;
		for (String typeName : this.beanFactory.getBeanNamesForType(ShadowType.class, false, true)) {
			ShadowType<?, ?> type = this.beanFactory.getBean(typeName, ShadowType.class);
			this.handles.push(registry.register(type));
			for (String registryName : registryNames) {
				// Closes the registry before what the destructors of the type depend on
				this.beanFactory.registerDependentBean(typeName, registryName);
			}
		}
	}

	// A registry of this context frees all when it closes, once its users are gone
	@Override
	public void destroy() {
		if (this.outlived) {
			this.handles.forEach(ShadowVariable::close);
		}
	}

}
