package io.github.shadowvars.autoconfigure;

import java.util.List;

import io.github.shadowvars.ShadowIdConflictException;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes two types with one id or one name.
 */
final class ShadowIdConflictFailureAnalyzer extends AbstractFailureAnalyzer<ShadowIdConflictException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ShadowIdConflictException cause) {
		StringBuilder description = new StringBuilder(String.valueOf(cause.getMessage())).append('.');
		BeanCreationException failed = FailedBean.find(rootFailure);
		if (failed != null) {
			description.append("%n%nThe first was registered for %s.".formatted(FailedBean.describe(failed)));
		}
		List<String> holders = (failed instanceof ShadowTypeBeanException type) ? type.holders() : List.of();
		if (!holders.isEmpty()) {
			description.append(" The other is the bean '%s'.".formatted(String.join("' and '", holders)));
		}
		return new FailureAnalysis(description.toString(),
				"Give one of the two types another id and another name. If they are meant to share their variables, "
						+ "declare one ShadowType constant and register that twice: lambdas of two are never equal.",
				cause);
	}

}
