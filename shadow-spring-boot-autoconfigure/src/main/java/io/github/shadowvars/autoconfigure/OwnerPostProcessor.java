package io.github.shadowvars.autoconfigure;

import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Watches the beans of one class that own parents. It does so before Spring hands
 * anything to a bean, and before proxies are made.
 *
 * @param <O> the class of the owners
 */
final class OwnerPostProcessor<O> extends ParentOwners implements InstantiationAwareBeanPostProcessor, PriorityOrdered {

	private final Class<O> ownerType;

	private final Watch<O> watch;

	OwnerPostProcessor(Class<O> ownerType, Class<?> parentType, ShadowBeans shadowBeans, Watch<O> watch) {
		super(parentType, shadowBeans);
		this.ownerType = ownerType;
		this.watch = watch;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (this.ownerType.isInstance(bean) && mustWatch("the bean '%s'".formatted(beanName))) {
			this.watch.begin(this.ownerType.cast(bean), beanName);
		}
		return true;
	}

	/**
	 * Starts to watch an owner.
	 *
	 * @param <O> the class of the owners
	 */
	@FunctionalInterface
	interface Watch<O> {

		void begin(O owner, String beanName);

	}

}
