package io.github.shadowvars.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Has the beans watched that own parents of some class, if a type is known that may have
 * such parents. It does so before Spring hands anything to a bean, and before proxies are
 * made.
 *
 * @param <O> the class of the owners
 */
final class OwnerPostProcessor<O>
		implements InstantiationAwareBeanPostProcessor, PriorityOrdered, SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(OwnerPostProcessor.class);

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			added(variable);
		}

	};

	/**
	 * The names of the owners that were made when no type was known.
	 */
	private final Set<String> unwatched = new ConcurrentSkipListSet<>();

	private final Class<O> ownerType;

	private final Class<?> parentType;

	private final ShadowBeans shadowBeans;

	private final ObjectProvider<ShadowRegistry> registryProvider;

	private final Watch<O> watch;

	private volatile @Nullable ShadowRegistry registry;

	OwnerPostProcessor(Class<O> ownerType, Class<?> parentType, ShadowBeans shadowBeans,
			ObjectProvider<ShadowRegistry> registryProvider, Watch<O> watch) {
		this.ownerType = ownerType;
		this.parentType = parentType;
		this.shadowBeans = shadowBeans;
		this.registryProvider = registryProvider;
		this.watch = watch;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (this.ownerType.isInstance(bean)) {
			if (isWanted()) {
				this.watch.begin(this.ownerType.cast(bean), beanName);
			}
			else {
				this.unwatched.add(beanName);
			}
		}
		return true;
	}

	private boolean isWanted() {
		ShadowRegistry registry = this.registry;
		return this.shadowBeans.mayHaveParents(this.parentType)
				|| (registry != null && registry.variables().stream().anyMatch(this::fits));
	}

	@Override
	public void afterSingletonsInstantiated() {
		ShadowRegistry registry = this.registryProvider.getIfUnique();
		if (registry != null) {
			this.registry = registry;
			registry.addListener(this.listener);
			registry.variables().forEach(this::added);
		}
	}

	// A registry of the application may outlive this context
	@Override
	public void destroy() {
		ShadowRegistry registry = this.registry;
		if (registry != null) {
			registry.removeListener(this.listener);
		}
	}

	private boolean fits(ShadowVariable<?, ?> variable) {
		Class<?> declared = variable.type().parentType();
		return declared != Object.class
				&& (declared.isAssignableFrom(this.parentType) || this.parentType.isAssignableFrom(declared));
	}

	private void added(ShadowVariable<?, ?> variable) {
		if (!this.unwatched.isEmpty() && fits(variable)) {
			logger
				.warn(("Shadow type %s was registered after the bean '%s' was made, so its variables on a %s are freed "
						+ "only when it is garbage-collected; declare the type as a bean")
					.formatted(Labels.of(variable), String.join("', '", this.unwatched), this.parentType.getName()));
		}
	}

	/**
	 * Begins to watch an owner.
	 *
	 * @param <O> the class of the owners
	 */
	@FunctionalInterface
	interface Watch<O> {

		void begin(O owner, String beanName);

	}

}
