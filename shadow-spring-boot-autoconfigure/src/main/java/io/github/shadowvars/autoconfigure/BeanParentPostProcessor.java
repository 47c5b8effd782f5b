package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Frees the variables of a bean, and of the proxy in front of it, just before the bean's
 * own destroy callbacks.
 * <p>
 * Spring asks whether a bean requires destruction once, when it is made, and types may
 * come later. So the answer is yes for beans of the parent classes that are registered by
 * then, and for all beans of scopes other than singleton, which cannot be reached again.
 * Singletons are caught up with when a type comes, which for a {@code ShadowType} bean is
 * after all of them were made.
 * <p>
 * It is without an order, and so comes after the post-processors that make proxies, and
 * before the one that calls {@code @PreDestroy} methods.
 */
final class BeanParentPostProcessor implements DestructionAwareBeanPostProcessor, InstantiationAwareBeanPostProcessor,
		SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, DisposableBean {

	private static final Log logger = LogFactory.getLog(BeanParentPostProcessor.class);

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			Class<?> parentType = variable.type().parentType();
			if (parentType != Object.class && !BeanParentPostProcessor.this.types.contains(parentType)) {
				update(registry);
			}
		}

		@Override
		public void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			if (variable.type().parentType() != Object.class) {
				update(registry);
			}
		}

	};

	private final ParentTypes types = new ParentTypes();

	private final ScopedParents scoped = new ScopedParents();

	private final ApplicationContext context;

	private final DefaultListableBeanFactory beanFactory;

	private final SingletonParents singletons;

	private volatile @Nullable ShadowRegistry registry;

	BeanParentPostProcessor(ApplicationContext context, DefaultListableBeanFactory beanFactory) {
		this.context = context;
		this.beanFactory = beanFactory;
		this.singletons = new SingletonParents(beanFactory);
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
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(beanName);
		if (definition.isSingleton()) {
			this.singletons.made(bean, beanName);
		}
		else if (!definition.isPrototype()) {
			this.scoped.add(bean);
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		this.scoped.exposed(bean);
		return bean;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return this.types.accept(bean) || this.scoped.contains(bean);
	}

	// The types that are beans are registered at the same time, and the registry is there
	@Override
	public void afterSingletonsInstantiated() {
		ShadowRegistry registry = this.beanFactory.getBean(ShadowRegistry.class);
		this.registry = registry;
		registry.addListener(this.listener);
		update(registry);
	}

	private void update(ShadowRegistry registry) {
		ParentTypes added = this.types.update(registry);
		if (!added.isEmpty()) {
			this.singletons.watch(added);
		}
	}

	/**
	 * Sees to singletons that were being made while a type came, and to the registry
	 * being closed after all of its parents.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			for (String beanName : this.singletons.watch(this.types)) {
				this.singletons.destroyBeforeRegistry(beanName);
			}
		}
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		Object scopedProxied = this.scoped.remove(bean);
		Object exposed = (scopedProxied != null) ? scopedProxied : this.singletons.exposed(bean, beanName);
		ShadowRegistry registry = this.registry;
		if (registry != null) {
			free(registry, bean, beanName);
			if (exposed != null && exposed != bean) {
				free(registry, exposed, beanName);
			}
		}
	}

	private static void free(ShadowRegistry registry, Object parent, String beanName) {
		try {
			registry.freeParent(parent);
		}
		catch (RuntimeException ex) {
			// Or else the bean's own callbacks would not be called
			logger.warn("Not every shadow variable of bean '%s' was freed before it is destroyed".formatted(beanName),
					ex);
		}
	}

	@Override
	public void destroy() {
		ShadowRegistry registry = this.registry;
		if (registry != null) {
			registry.removeListener(this.listener);
		}
	}

}
