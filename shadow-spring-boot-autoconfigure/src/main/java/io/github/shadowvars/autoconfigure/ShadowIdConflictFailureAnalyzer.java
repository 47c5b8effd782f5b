package io.github.shadowvars.autoconfigure;

import java.util.List;

import io.github.shadowvars.ShadowIdConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes two types with the same id or the same name.
 */
final class ShadowIdConflictFailureAnalyzer extends AbstractFailureAnalyzer<ShadowIdConflictException> {

	private final @Nullable BeanFactory beanFactory;

	ShadowIdConflictFailureAnalyzer(@Nullable BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ShadowIdConflictException cause) {
		StringBuilder description = new StringBuilder(String.valueOf(cause.getMessage())).append('.');
		BeanCreationException failed = FailedBean.find(rootFailure);
		if (failed != null) {
			description.append("%n%nThe refused type belongs to %s.".formatted(FailedBean.describe(failed)));
		}
		List<String> holders = ShadowBeanNames.of(cause.holder(), this.beanFactory);
		if (!holders.isEmpty()) {
			description.append("%nThe registered type belongs to the %s '%s'."
				.formatted((holders.size() == 1) ? "bean" : "beans", String.join("' and '", holders)));
		}
		return new FailureAnalysis(description.toString(),
				"Give one of the two types another id and another name. If they are meant to share their variables, "
						+ "declare one ShadowType constant and register it twice: two lambdas are never equal.",
				cause);
	}

}
