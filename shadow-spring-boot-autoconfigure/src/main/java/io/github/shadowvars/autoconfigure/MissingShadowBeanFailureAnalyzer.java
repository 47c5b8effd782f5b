package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes a missing bean of this library. It comes before Spring Boot's analysis, which
 * advises to define a registry.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingShadowBeanFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final Environment environment;

	MissingShadowBeanFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType missing = cause.getResolvableType();
		if (missing == null || (missing.resolve() != ShadowRegistry.class && missing.resolve() != ShadowVariable.class)
				|| this.environment.getProperty("shadow.enabled", Boolean.class, true)) {
			return null;
		}
		return new FailureAnalysis(
				"%s a bean of type '%s', which is missing because the property 'shadow.enabled' is false."
					.formatted((description != null) ? description + " required" : "The application needs", missing),
				"Remove shadow.enabled=false. To switch off single types, set shadow.types.<name>.enabled=false for "
						+ "each; to start without a registry, inject an ObjectProvider<ShadowRegistry>.",
				cause);
	}

}
