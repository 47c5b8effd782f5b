package io.github.shadowvars.autoconfigure;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes a missing bean of this library. It runs before Spring Boot's analysis, which
 * would suggest defining a registry.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingShadowBeanFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final BeanFactory beanFactory;

	private final Environment environment;

	MissingShadowBeanFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType missing = cause.getResolvableType();
		if (missing == null || cause instanceof NoUniqueBeanDefinitionException
				|| (missing.resolve() != ShadowRegistry.class && missing.resolve() != ShadowVariable.class)) {
			return null;
		}
		String required = "%s a bean of type '%s'"
			.formatted((description != null) ? description + " required" : "The application needs", missing);
		if (!this.environment.getProperty("shadow.enabled", Boolean.class, true)) {
			return new FailureAnalysis(required + ", which is missing because the property 'shadow.enabled' is false.",
					"Remove shadow.enabled=false. To switch off single types, set shadow.types.<name>.enabled=false for "
							+ "each; to start without a registry, inject an ObjectProvider<ShadowRegistry>.",
					cause);
		}
		return (missing.resolve() == ShadowVariable.class && missing.hasGenerics())
				? missingVariable(required, missing.getGenerics(), cause) : null;
	}

	private FailureAnalysis missingVariable(String required, ResolvableType[] generics, Throwable cause) {
		ResolvableType type = ResolvableType.forClassWithGenerics(ShadowType.class, generics);
		String[] declaring = names(type);
		if (declaring.length > 0) {
			return new FailureAnalysis(
					required + ". %s '%s' %s the type, but there is no variable of it.".formatted(
							(declaring.length == 1) ? "The bean" : "The beans", String.join("' and '", declaring),
							(declaring.length == 1) ? "declares" : "declare"),
					"If there are several registries, mark one of them with @Primary. If the registry is a mock, "
							+ "make its register method return a variable, or mock the variable, too.",
					cause);
		}
		String[] others = names(ResolvableType.forClass(ShadowType.class));
		return new FailureAnalysis(
				required + ", but no ShadowType bean declares it."
						+ ((others.length == 0) ? "" : " The beans '%s' declare types with other parents or values.")
							.formatted(String.join("', '", others)),
				"Declare a %s bean. Its type arguments must equal the variable's.".formatted(simple(type)), cause);
	}

	private String[] names(ResolvableType type) {
		return (this.beanFactory instanceof ListableBeanFactory listable)
				? BeanFactoryUtils.beanNamesForTypeIncludingAncestors(listable, type, true, false) : new String[0];
	}

	private static String simple(ResolvableType type) {
		Class<?> resolved = type.resolve();
		String name = (resolved != null) ? resolved.getSimpleName() : type.toString();
		return type.hasGenerics() ? Stream.of(type.getGenerics())
			.map(MissingShadowBeanFailureAnalyzer::simple)
			.collect(Collectors.joining(", ", name + "<", ">")) : name;
	}

}
