package io.github.shadowvars.autoconfigure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.shadowvars.ShadowIdConflictException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Registers every type that is a bean, once all singletons are there: before web servers,
 * runners and schedulers start, and without creating any other bean early.
 */
final class ShadowTypeRegistrar implements SmartInitializingSingleton, DisposableBean {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ShadowTypeSettings settings;

	private final Deque<ShadowVariable<?, ?>> handles = new ArrayDeque<>();

	private boolean outlived;

	ShadowTypeRegistrar(ConfigurableListableBeanFactory beanFactory, ShadowTypeSettings settings) {
		this.beanFactory = beanFactory;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ShadowRegistry registry = this.beanFactory.getBean(ShadowRegistry.class);
		String[] registryNames = this.beanFactory.getBeanNamesForType(ShadowRegistry.class);
		this.outlived = registryNames.length == 0;
		for (String typeName : this.beanFactory.getBeanNamesForType(ShadowType.class, false, true)) {
			ShadowType<?, ?> type = this.beanFactory.getBean(typeName, ShadowType.class);
			this.handles.push(register(registry, typeName, type));
			for (String registryName : registryNames) {
				// Closes the registry before what the destructors of the type depend on
				this.beanFactory.registerDependentBean(typeName, registryName);
			}
		}
		this.settings.checkNames(registry.variables().stream().map(ShadowVariable::name).toList());
	}

	private ShadowVariable<?, ?> register(ShadowRegistry registry, String beanName, ShadowType<?, ?> type) {
		try {
			return registry.register(type);
		}
		catch (ShadowIdConflictException | InvalidShadowPropertyException ex) {
			String resource = this.beanFactory.containsBeanDefinition(beanName)
					? this.beanFactory.getMergedBeanDefinition(beanName).getResourceDescription() : null;
			throw new ShadowTypeBeanException(resource, beanName, beansOf(holder(registry, type)), ex);
		}
	}

	private static @Nullable ShadowType<?, ?> holder(ShadowRegistry registry, ShadowType<?, ?> type) {
		ShadowVariable<?, ?> sameId = registry.find(type.id());
		ShadowVariable<?, ?> holder = (sameId != null) ? sameId : registry.find(type.name());
		return (holder != null) ? holder.type() : null;
	}

	/**
	 * Returns the beans that are there and declare a type, or hold its variable.
	 */
	private List<String> beansOf(@Nullable ShadowType<?, ?> type) {
		List<String> names = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(ShadowType.class, true, false)) {
			if (type != null && type.equals(this.beanFactory.getSingleton(name))) {
				names.add(name);
			}
		}
		for (String name : this.beanFactory.getBeanNamesForType(ShadowVariable.class, true, false)) {
			if (this.beanFactory.getSingleton(name) instanceof ShadowVariable<?, ?> variable
					&& variable.type().equals(type)) {
				names.add(name);
			}
		}
		return names;
	}

	// A registry of this context frees all when it closes, once its users are gone
	@Override
	public void destroy() {
		if (this.outlived) {
			this.handles.forEach(ShadowVariable::close);
		}
	}

}
