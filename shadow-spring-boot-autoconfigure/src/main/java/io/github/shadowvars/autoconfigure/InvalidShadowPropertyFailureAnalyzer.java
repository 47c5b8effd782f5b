package io.github.shadowvars.autoconfigure;

import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Analyzes a property that breaks a rule. It comes before Spring Boot's analysis of what
 * fails while properties are bound, which knows neither the property nor the remedy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidShadowPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidShadowPropertyException> {

	private final Environment environment;

	InvalidShadowPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidShadowPropertyException cause) {
		StringBuilder description = new StringBuilder("Invalid ");
		if (cause.value() != null) {
			description.append("value '%s' of the property '%s'".formatted(cause.value(), cause.name()));
		}
		else {
			description.append("properties '%s'".formatted(cause.name()));
		}
		String origin = origin(ConfigurationPropertyName.adapt(cause.name(), '.'));
		if (origin != null) {
			description.append(" from ").append(origin);
		}
		description.append(":%n%n    %s".formatted(cause.rule()));
		BeanCreationException failed = cause.isContradiction() ? FailedBean.find(rootFailure) : null;
		if (failed != null) {
			description.append("%n%nThe type was registered for %s.".formatted(FailedBean.describe(failed)));
		}
		return new FailureAnalysis(description.toString(), cause.remedy(), cause);
	}

	private @Nullable String origin(ConfigurationPropertyName name) {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			return null;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources
			.from(configurable.getPropertySources())) {
			ConfigurationProperty property = Stream.concat(Stream.of(name), descendants(source, name))
				.map(source::getConfigurationProperty)
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
			if (property != null && property.getOrigin() != null) {
				return property.getOrigin().toString();
			}
		}
		return null;
	}

	private static Stream<ConfigurationPropertyName> descendants(ConfigurationPropertySource source,
			ConfigurationPropertyName name) {
		return (source instanceof IterableConfigurationPropertySource iterable)
				? iterable.stream().filter(name::isAncestorOf) : Stream.empty();
	}

}
