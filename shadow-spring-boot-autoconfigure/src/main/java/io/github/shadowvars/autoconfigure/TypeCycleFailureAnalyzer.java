package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.shadowvars.ShadowType;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * Analyzes a cycle of beans through a configuration class that declares a type and needs
 * the type's variable. It runs before Spring Boot's analysis, which does not know that a
 * static method breaks the cycle.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TypeCycleFailureAnalyzer extends AbstractFailureAnalyzer<BeanCurrentlyInCreationException> {

	private final BeanFactory beanFactory;

	TypeCycleFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCurrentlyInCreationException cause) {
		if (!(this.beanFactory instanceof ConfigurableListableBeanFactory factory)) {
			return null;
		}
		List<String> cycle = cycle(rootFailure, cause);
		for (String typeName : factory.getBeanNamesForType(ShadowType.class, false, false)) {
			int variable = cycle.indexOf(ShadowBeans.variable(typeName));
			if (variable < 0 || !factory.containsBeanDefinition(typeName)) {
				continue;
			}
			BeanDefinition definition = factory.getMergedBeanDefinition(typeName);
			String declaring = definition.getFactoryBeanName();
			// Spring's exceptions skip the type, because its own creation has not begun
			if (declaring != null && declaring.equals(cycle.get((variable + 1) % cycle.size()))) {
				cycle.add(variable + 1, typeName);
				return analyze(cycle, typeName, declaring, definition.getFactoryMethodName(), cause);
			}
		}
		return null;
	}

	/**
	 * Returns the beans of the cycle, the one that is needed again first.
	 */
	private static List<String> cycle(Throwable rootFailure, BeanCurrentlyInCreationException cause) {
		List<String> names = new ArrayList<>();
		for (Throwable ex = rootFailure; ex != null && ex != cause; ex = ex.getCause()) {
			String name = (ex instanceof BeanCreationException failure) ? failure.getBeanName() : null;
			if (name != null && (names.isEmpty() || !name.equals(names.get(names.size() - 1)))) {
				names.add(name);
			}
		}
		int start = names.indexOf(cause.getBeanName());
		return (start >= 0) ? new ArrayList<>(names.subList(start, names.size())) : new ArrayList<>();
	}

	private FailureAnalysis analyze(List<String> cycle, String typeName, String declaring, @Nullable String method,
			Throwable cause) {
		Class<?> type = this.beanFactory.getType(declaring, false);
		return new FailureAnalysis(
				"The beans %s form a cycle: '%s' declares the type '%s' with an instance method, and needs the type's variable, directly or through other beans."
					.formatted(cycle.stream().collect(Collectors.joining("' -> '", "'", "' -> '" + cycle.get(0) + "'")),
							declaring, typeName),
				"Make the method '%s' of %s static, or move it to another configuration class.".formatted(method,
						(type != null) ? ClassUtils.getUserClass(type).getName() : "the bean '" + declaring + "'"),
				cause);
	}

}
