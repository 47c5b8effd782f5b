package io.github.shadowvars.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * Reads the definitions of this library's beans before any bean is created. It defines a
 * variable for each {@code ShadowType} bean, and gives these beans their place in the
 * order of destruction: after all other beans.
 * <p>
 * Spring destroys beans in reverse order of the first registration of their disposables.
 * A disposable that is registered again under the same name keeps its place. So this
 * class registers disposables that do nothing, and Spring or this library replaces them
 * when there is something to close. Dependencies between beans are unchanged and take
 * precedence: a type's handle is closed before the beans that the type depends on are
 * destroyed.
 */
final class ShadowBeans implements BeanDefinitionRegistryPostProcessor {

	static final String BEAN_NAME = "shadowBeans";

	/**
	 * The place of the variables of singletons that Spring does not destroy.
	 */
	static final String PARENTS = ShadowBeans.class.getName() + ".parents";

	/**
	 * The name that Spring Boot gives to the properties.
	 */
	private static final String PROPERTIES = "shadow-" + ShadowProperties.class.getName();

	private final Set<Class<?>> parentTypes = new HashSet<>();

	private @Nullable DefaultListableBeanFactory beanFactory;

	/**
	 * The names of the registries in this context, and not only in a parent context.
	 */
	private List<String> registryNames = List.of();

	private @Nullable RegistryUse registryUse;

	/**
	 * Returns the place of the handle of a type bean.
	 */
	static String handle(String typeName) {
		return typeName + ".shadowHandle";
	}

	/**
	 * Returns the name of the variable of a type bean.
	 */
	static String variable(String typeName) {
		return typeName + ".variable";
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(ShadowTypeRegistrar.BEAN_NAME)) {
			return;
		}
		DefaultListableBeanFactory factory = (DefaultListableBeanFactory) registry;
		for (String typeName : names(factory, ShadowType.class)) {
			factory.registerBeanDefinition(variable(typeName), variableOf(factory, typeName));
		}
	}

	private static RootBeanDefinition variableOf(DefaultListableBeanFactory beanFactory, String typeName) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(ShadowVariable.class,
				generics(beanFactory, typeName, ShadowType.class)));
		definition.setFactoryBeanName(ShadowTypeRegistrar.BEAN_NAME);
		definition.setFactoryMethodName("variable");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, typeName);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, new RuntimeBeanReference(typeName));
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, typeName));
		definition.setFallback(true);
		definition.setLazyInit(true);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		// The handle is closed instead
		definition.setDestroyMethodName("");
		// Code that is generated for this package cannot name the type's classes, unless
		// they are public. So the definition is made at run time, too
		definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
		return definition;
	}

	// The handles are registered before the registry, so they are closed after it
	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		DefaultListableBeanFactory factory = (DefaultListableBeanFactory) beanFactory;
		this.beanFactory = factory;
		for (String typeName : names(factory, ShadowType.class)) {
			reserve(factory, handle(typeName));
			addParentType(factory, typeName, ShadowType.class);
		}
		this.registryNames = List.of(names(factory, ShadowRegistry.class));
		for (String registryName : this.registryNames) {
			reserve(factory, registryName);
		}
		for (String variableName : names(factory, ShadowVariable.class)) {
			reserve(factory, variableName);
			addParentType(factory, variableName, ShadowVariable.class);
		}
		reserve(factory, PARENTS);
		this.registryUse = registryUse(factory);
		factory.addBeanPostProcessor(new ShadowBeanNames());
		// ShadowProperties.of() gets this bean when it is needed
		if (factory.containsBeanDefinition(PROPERTIES)) {
			factory.getBeanDefinition(PROPERTIES).setLazyInit(true);
		}
	}

	/**
	 * Returns the bean factory. It is not a parameter of post-processors, because Spring
	 * would create factory beans to find the argument.
	 */
	DefaultListableBeanFactory beanFactory() {
		return Objects.requireNonNull(this.beanFactory);
	}

	private RegistryUse registryUse(DefaultListableBeanFactory beanFactory) {
		return (!isRegistryDefined() && beanFactory.getParentBeanFactory() instanceof HierarchicalBeanFactory outer
				&& outer.containsLocalBean(BEAN_NAME)) ? outer.getBean(BEAN_NAME, ShadowBeans.class).registryUse()
						: new RegistryUse(beanFactory);
	}

	private static String[] names(DefaultListableBeanFactory beanFactory, Class<?> type) {
		return beanFactory.getBeanNamesForType(type, false, false);
	}

	// A bean that exists already has a place
	private static void reserve(DefaultListableBeanFactory beanFactory, String beanName) {
		if (!beanFactory.containsSingleton(beanName)) {
			beanFactory.registerDisposableBean(beanName, () -> {
			});
		}
	}

	private void addParentType(DefaultListableBeanFactory beanFactory, String beanName, Class<?> declaring) {
		Class<?> parentType = generics(beanFactory, beanName, declaring)[0].resolve();
		if (parentType != null) {
			this.parentTypes.add(parentType);
		}
	}

	/**
	 * Returns the types of the parents and the values. They are unknown if a definition
	 * has no generics.
	 */
	private static ResolvableType[] generics(DefaultListableBeanFactory beanFactory, String beanName,
			Class<?> declaring) {
		ResolvableType type = beanFactory.containsBeanDefinition(beanName)
				? beanFactory.getMergedBeanDefinition(beanName).getResolvableType().as(declaring) : ResolvableType.NONE;
		return type.hasGenerics() ? type.getGenerics()
				: new ResolvableType[] { ResolvableType.NONE, ResolvableType.NONE };
	}

	/**
	 * Returns whether there is a registry in this context, and not only in a parent
	 * context.
	 */
	boolean isRegistryDefined() {
		return !this.registryNames.isEmpty();
	}

	/**
	 * Returns the first use of the registry of this context or of a parent context.
	 */
	RegistryUse registryUse() {
		return Objects.requireNonNull(this.registryUse, "bean definitions are not complete");
	}

	/**
	 * Returns the parent classes that the definitions of types and variables declare. A
	 * definition without generics declares none.
	 */
	Set<Class<?>> parentTypes() {
		return this.parentTypes;
	}

	/**
	 * Returns whether a definition or a registered type declares parents that may be
	 * instances of a class. {@code Object} as the parent class does not count.
	 */
	boolean mayHaveParents(Class<?> parentClass) {
		Stream<Class<?>> registered = registries().flatMap((registry) -> registry.variables().stream())
			.map((variable) -> variable.type().parentType());
		return Stream.concat(this.parentTypes.stream(), registered)
			.anyMatch((declared) -> mayBe(declared, parentClass));
	}

	/**
	 * Returns the registries that exist, or the one of the parent context. Code that has
	 * registered a type has created its registry, so this method creates none.
	 */
	private Stream<ShadowRegistry> registries() {
		if (registryUse().isAwaited()) {
			return Stream.empty();
		}
		DefaultListableBeanFactory inner = beanFactory();
		BeanFactory outer = inner.getParentBeanFactory();
		return (outer != null && !isRegistryDefined()) ? outer.getBeanProvider(ShadowRegistry.class).stream()
				: this.registryNames.stream()
					.filter(inner::containsSingleton)
					.map((name) -> inner.getBean(name, ShadowRegistry.class));
	}

	/**
	 * Returns whether a parent of a declared class may be of another class, too.
	 */
	static boolean mayBe(Class<?> declared, Class<?> parentClass) {
		return declared != Object.class
				&& (declared.isAssignableFrom(parentClass) || parentClass.isAssignableFrom(declared));
	}

}
