package io.github.shadowvars.demo;

import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import org.springframework.util.StringUtils;

/**
 * Looks for the programs that a test class names by {@link RequiresPrograms}.
 */
final class RequiresProgramsCondition implements ExecutionCondition {

	private static final Log logger = LogFactory.getLog(RequiresProgramsCondition.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return AnnotationSupport.findAnnotation(context.getElement(), RequiresPrograms.class)
			.map((annotation) -> evaluate(annotation.value(), System.getenv()))
			.orElseGet(() -> ConditionEvaluationResult.enabled("No programs are required"));
	}

	static ConditionEvaluationResult evaluate(InstalledPrograms programs, Map<String, String> environment) {
		String missing = programs.find(environment).missing();
		if (missing == null) {
			return ConditionEvaluationResult.enabled("All programs are installed");
		}
		if (StringUtils.commaDelimitedListToSet(environment.get("DEMO_REQUIRE")).contains(programs.requirement())) {
			throw new IllegalStateException(
					"%s, or remove '%s' from DEMO_REQUIRE".formatted(missing, programs.requirement()));
		}
		logger.warn(missing);
		return ConditionEvaluationResult.disabled(missing);
	}

}
