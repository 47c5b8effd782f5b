package io.github.shadowvars.demo.observability;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.shadowvars.demo.InstalledPrograms;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where Prometheus is not installed, unless the environment variable
 * {@code DEMO_REQUIRE} lists it: then they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresPrometheus.Condition.class)
@interface RequiresPrometheus {

	/**
	 * Looks for its programs.
	 */
	final class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if (InstalledPrograms.find("prometheus").isPresent() && InstalledPrograms.find("promtool").isPresent()) {
				return ConditionEvaluationResult.enabled("prometheus and promtool are installed");
			}
			String missing = "prometheus or promtool is not in the PATH; install Debian's package prometheus";
			InstalledPrograms.missing("prometheus", missing);
			return ConditionEvaluationResult.disabled(missing);
		}

	}

}
