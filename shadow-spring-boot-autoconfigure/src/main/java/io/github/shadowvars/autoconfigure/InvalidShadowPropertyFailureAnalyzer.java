package io.github.shadowvars.autoconfigure;

import java.util.stream.Collectors;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Analyzes a property that breaks a rule. It runs before Spring Boot's analysis of
 * binding failures, which knows neither the property nor the remedy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidShadowPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidShadowPropertyException> {

	private static final int MAX_ORIGINS = 5;

	private final Environment environment;

	InvalidShadowPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidShadowPropertyException cause) {
		PropertySearch search = new PropertySearch(this.environment);
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(cause.name(), '.');
		StringBuilder description = new StringBuilder("Invalid ");
		if (cause.value() != null) {
			ConfigurationProperty property = search.find(name);
			description.append("value '%s' of the property '%s'"
				.formatted((property != null) ? written(property, cause.value()) : cause.value(), cause.name()));
			if (property != null) {
				description.append(" from ").append(PropertySearch.origin(property));
			}
		}
		else {
			description.append("properties '%s'".formatted(cause.name()));
			String origins = search.findBelow(name)
				.stream()
				.limit(MAX_ORIGINS)
				.map(PropertySearch::origin)
				.collect(Collectors.joining(" and "));
			description.append(origins.isEmpty() ? "" : " from " + origins);
		}
		description.append(":%n%n    %s".formatted(cause.rule()));
		BeanCreationException failed = cause.isContradiction() ? FailedBean.find(rootFailure) : null;
		if (failed != null) {
			description.append("%n%nThe type was registered for %s.".formatted(FailedBean.describe(failed)));
		}
		return new FailureAnalysis(description.toString(), cause.remedy(), cause);
	}

	/**
	 * Returns the value as the user wrote it. If it has placeholders, returns the
	 * resolved value, too.
	 */
	private String written(ConfigurationProperty property, String bound) {
		// A list may consist of several properties
		if (!(property.getValue() instanceof CharSequence || property.getValue() instanceof Number)) {
			return bound;
		}
		String written = property.getValue().toString();
		String resolved = this.environment.resolvePlaceholders(written);
		return resolved.equals(written) ? written : "%s, written as %s".formatted(resolved, written);
	}

}
