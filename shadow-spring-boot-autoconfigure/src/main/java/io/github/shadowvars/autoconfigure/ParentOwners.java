package io.github.shadowvars.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The owners of parents of one class, such as pools of connections. An owner is watched
 * only if a known type may have such parents. For a type that is registered later, a WARN
 * names the owners that are not watched.
 */
abstract class ParentOwners implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(ParentOwners.class);

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			added(variable);
		}

	};

	private final Set<String> unwatched = new ConcurrentSkipListSet<>();

	private final Class<?> parentType;

	private final ShadowBeans shadowBeans;

	ParentOwners(Class<?> parentType, ShadowBeans shadowBeans) {
		this.parentType = parentType;
		this.shadowBeans = shadowBeans;
	}

	/**
	 * Returns whether an owner must be watched. If not, records its name.
	 * @param name the description of the owner in messages
	 */
	final boolean mustWatch(String name) {
		boolean known = this.shadowBeans.mayHaveParents(this.parentType);
		if (!known) {
			this.unwatched.add(name);
		}
		return known;
	}

	@Override
	public final void afterSingletonsInstantiated() {
		this.shadowBeans.registryUse().observe(this.listener);
	}

	// A registry of the application, or of a parent context, may outlive this context
	@Override
	public final void destroy() {
		this.shadowBeans.registryUse().leave(this.listener);
	}

	private void added(ShadowVariable<?, ?> variable) {
		if (!this.unwatched.isEmpty() && ShadowBeans.mayBe(variable.type().parentType(), this.parentType)) {
			logger.warn(
					("Shadow type %s became known only after the creation of %s, so its variables are freed only when their "
							+ "%s is garbage-collected; declare the type as a bean, with its type arguments")
						.formatted(Labels.of(variable), String.join(" and ", this.unwatched),
								this.parentType.getName()));
		}
	}

}
