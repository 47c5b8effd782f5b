package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Frees the variables of a bean, and of the proxy in front of it, just before the bean's
 * own destroy callbacks.
 * <p>
 * Spring asks once, when it creates a bean, whether the bean requires destruction. If
 * Spring has something to call anyway, the answer is yes: that changes nothing for other
 * beans, and a type may be registered later. Otherwise the answer depends on the types
 * that are known at that time. A singleton without destroy callbacks has no place in the
 * order of destruction, and does not get one, because its dependents would be destroyed
 * earlier. Instead, a disposable is registered under another name. If a singleton turns
 * out to be a parent later, its variables are freed after all other beans.
 * <p>
 * This post-processor has no order, so it runs after the post-processors that create
 * proxies, and before the one that calls {@code @PreDestroy} methods.
 */
final class BeanParentPostProcessor
		implements DestructionAwareBeanPostProcessor, InstantiationAwareBeanPostProcessor, SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(BeanParentPostProcessor.class);

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			BeanParentPostProcessor.this.types.removed();
		}

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			added(variable.type().parentType());
		}

	};

	private final LivingBeans beans = new LivingBeans();

	private final DefaultListableBeanFactory beanFactory;

	private final RegistryUse registryUse;

	private final ParentTypes types;

	private final ForeignDestruction foreignDestruction;

	BeanParentPostProcessor(ShadowBeans shadowBeans) {
		this.beanFactory = shadowBeans.beanFactory();
		this.registryUse = shadowBeans.registryUse();
		this.types = new ParentTypes(shadowBeans.parentTypes());
		this.foreignDestruction = new ForeignDestruction(this.beanFactory, this);
		this.beanFactory.registerDisposableBean(ShadowBeans.PARENTS, this::end);
		// A registry of the application must not be created yet
		if (this.registryUse.isOurs()
				|| (this.beanFactory.getParentBeanFactory() != null && !shadowBeans.isRegistryDefined())) {
			this.registryUse.observe(this.listener);
		}
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		made(bean, beanName);
		return true;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean.getClass().isRecord()) {
			// Records have no properties to set, so Spring skips the callback above
			made(bean, beanName);
		}
		return bean;
	}

	private void made(Object bean, String beanName) {
		if (this.beanFactory.containsBeanDefinition(beanName)) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(beanName);
			if (!definition.isPrototype()) {
				this.beans.add(bean, beanName, definition.isSingleton() ? null : definition.getScope());
			}
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		this.beans.exposed(bean);
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		LivingBean living = this.beans.find(bean);
		if (living == null) {
			return isParent(bean);
		}
		if (this.foreignDestruction.isRequired(bean, living.name())) {
			living.watched();
			return true;
		}
		if (!isParent(bean)) {
			return false;
		}
		living.watched();
		if (living.isSingleton() && !this.beanFactory.containsSingleton(living.name())) {
			String place = living.name() + ".shadowParent";
			this.beanFactory.registerDisposableBean(place, () -> postProcessBeforeDestruction(bean, living.name()));
			this.beanFactory.registerDependentBean(living.name(), place);
			return false;
		}
		return true;
	}

	// The types that are beans are registered at the same time
	@Override
	public void afterSingletonsInstantiated() {
		this.registryUse.observe(this.listener);
	}

	private void added(Class<?> parentType) {
		if (!this.types.add(parentType)) {
			return;
		}
		for (LivingBean living : this.beans.latestFirst()) {
			if (!living.isSingleton() && !living.isWatched() && parentType.isInstance(living.get())) {
				logger.warn(("Bean '%s' of scope '%s' was created before the first shadow type for %s was "
						+ "registered, so its shadow variables are freed only when it is garbage-collected; "
						+ "declare the type as a bean")
					.formatted(living.name(), living.scope(), parentType.getName()));
			}
		}
	}

	private boolean isParent(Object bean) {
		ShadowRegistry registry = this.registryUse.registry();
		return (registry != null) ? this.types.accept(bean, registry) : this.types.accept(bean);
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		LivingBean living = this.beans.remove(bean);
		ShadowRegistry registry = this.registryUse.registry();
		if (registry != null) {
			Object exposed = (living != null) ? exposed(living) : null;
			free(registry, bean, beanName);
			if (exposed != null && exposed != bean) {
				free(registry, exposed, beanName);
			}
		}
	}

	private @Nullable Object exposed(LivingBean living) {
		return (living.isSingleton() && this.beanFactory.containsSingleton(living.name()))
				? this.beanFactory.getSingleton(living.name()) : living.proxy();
	}

	private void free(ShadowRegistry registry, Object parent, String beanName) {
		if (!this.types.accept(parent, registry)) {
			return;
		}
		try {
			registry.freeParent(parent);
		}
		catch (Throwable ex) {
			// An exception would prevent the bean's own callbacks
			logger.warn(("Not every shadow variable of bean '%s' was freed before its destruction; the exception says "
					+ "why, and the rest is freed when the bean is garbage-collected")
				.formatted(beanName), ex);
		}
	}

	/**
	 * Frees the variables of the singletons that Spring does not destroy.
	 */
	private void end() {
		for (LivingBean living : this.beans.latestFirst()) {
			Object bean = living.get();
			if (bean != null && living.isSingleton()) {
				postProcessBeforeDestruction(bean, living.name());
			}
		}
		this.registryUse.leave(this.listener);
	}

}
