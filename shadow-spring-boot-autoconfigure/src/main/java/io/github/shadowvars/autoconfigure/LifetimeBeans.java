package io.github.shadowvars.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Passes each {@code ParentLifetime} bean to the registry, for the class of parents that
 * its definition declares. The bean is created when the registry asks about the first
 * parent, so it may depend on the registry.
 */
final class LifetimeBeans {

	private static final Log logger = LogFactory.getLog(LifetimeBeans.class);

	private LifetimeBeans() {
	}

	static void addTo(ShadowRegistry.Builder builder, ConfigurableListableBeanFactory beanFactory) {
		for (String name : names(beanFactory)) {
			Class<?> parentType = parentType(beanFactory, name);
			if (parentType == null) {
				String resource = beanFactory.containsBeanDefinition(name)
						? beanFactory.getMergedBeanDefinition(name).getResourceDescription() : null;
				throw new BeanCreationException(resource, name, "The lifetime cannot be given to the registry",
						new IllegalStateException(
								"A ParentLifetime bean must declare the class of its parents, but '%s' does not; declare it as, for example, ParentLifetime<Station>"
									.formatted(name)));
			}
			add(builder, beanFactory, name, parentType);
		}
	}

	private static String[] names(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.getBeanNamesForType(ParentLifetime.class, true, false);
	}

	// Holds no lock, because Spring holds one of its own while it creates a bean
	@SuppressWarnings("unchecked")
	private static <T> void add(ShadowRegistry.Builder builder, ConfigurableListableBeanFactory beanFactory,
			String name, Class<T> parentType) {
		AtomicReference<@Nullable ParentLifetime<T>> known = new AtomicReference<>();
		builder.lifetime(parentType, (parent, ended) -> {
			ParentLifetime<T> lifetime = known.get();
			if (lifetime == null) {
				lifetime = (ParentLifetime<T>) beanFactory.getBean(name, ParentLifetime.class);
				known.set(lifetime);
			}
			lifetime.onEnd(parent, ended);
		});
	}

	/**
	 * Logs a warning for each lifetime that holds for the parents of registered types, if
	 * no registry bean depends on it. An application's own registry does not look for
	 * lifetime beans.
	 */
	static void warnOfUnused(ConfigurableListableBeanFactory beanFactory, List<ShadowVariable<?, ?>> variables) {
		Set<String> used = new LinkedHashSet<>();
		String[] registries = beanFactory.getBeanNamesForType(ShadowRegistry.class, true, false);
		List.of(registries).forEach((registry) -> addDependencies(beanFactory, registry, used));
		for (String name : names(beanFactory)) {
			Class<?> parentType = parentType(beanFactory, name);
			if (parentType != null && !used.contains(name) && variables.stream()
				.anyMatch((variable) -> ShadowBeans.mayBe(variable.type().parentType(), parentType))) {
				logger
					.warn(("The ParentLifetime bean '%s' seems to be unused, because no registry bean ('%s') depends on "
							+ "it; pass it to the registry's builder with lifetime(%s.class, %s), or ignore this if the "
							+ "builder gets it in another way")
						.formatted(name, String.join("', '", registries), parentType.getSimpleName(), name));
			}
		}
	}

	private static void addDependencies(ConfigurableListableBeanFactory beanFactory, String name, Set<String> found) {
		for (String dependency : beanFactory.getDependenciesForBean(name)) {
			if (found.add(dependency)) {
				addDependencies(beanFactory, dependency, found);
			}
		}
	}

	private static @Nullable Class<?> parentType(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> parentType = null;
		if (beanFactory.containsBeanDefinition(name)) {
			parentType = parentType(beanFactory.getMergedBeanDefinition(name).getResolvableType());
		}
		if (parentType == null) {
			Class<?> beanType = beanFactory.getType(name, false);
			parentType = (beanType != null) ? parentType(ResolvableType.forClass(beanType)) : null;
		}
		return parentType;
	}

	private static @Nullable Class<?> parentType(ResolvableType type) {
		return type.as(ParentLifetime.class).getGeneric(0).resolve();
	}

}
