package io.github.shadowvars.demo.observability;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.util.StringUtils;

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
			if (Stream.of("prometheus", "promtool").allMatch(Condition::isInstalled)) {
				return ConditionEvaluationResult.enabled("prometheus and promtool are installed");
			}
			String missing = "prometheus or promtool is not in the PATH; install Debian's package prometheus";
			if (StringUtils.commaDelimitedListToSet(System.getenv("DEMO_REQUIRE")).contains("prometheus")) {
				throw new IllegalStateException(missing + ", which DEMO_REQUIRE asks for");
			}
			return ConditionEvaluationResult.disabled(missing);
		}

		private static boolean isInstalled(String program) {
			return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
		}

	}

}
