package io.github.shadowvars.autoconfigure;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.shadowvars.ShadowRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * Analyzes all other exceptions that this library throws at the start, such as for a type
 * with neither an id nor a name, or with a malformed name. Their messages have the rule
 * and the value, and after a semicolon the remedy.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class ShadowMisuseFailureAnalyzer implements FailureAnalyzer {

	private static final Set<String> LIBRARY = Set.of(ShadowRegistry.class.getPackageName(),
			ShadowAutoConfiguration.class.getPackageName(), "io.github.shadowvars.metrics", "io.github.shadowvars.sql",
			"io.github.shadowvars.web");

	private static final Pattern JDK = Pattern.compile("(java|jdk|sun)\\.");

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			String message = ex.getMessage();
			if (message != null && ex instanceof RuntimeException && !(ex instanceof BeanCreationException)
					&& isThrownByLibrary(ex)) {
				return analyze(failure, ex, message);
			}
		}
		return null;
	}

	private static FailureAnalysis analyze(Throwable failure, Throwable cause, String message) {
		int end = message.lastIndexOf("; ");
		StringBuilder description = new StringBuilder(sentence((end > 0) ? message.substring(0, end) : message));
		Optional<StackTraceElement> caller = caller(cause);
		caller.ifPresent((frame) -> description.append("%n%nThe call was made at %s.".formatted(frame)));
		BeanCreationException failed = FailedBean.find(failure);
		if (failed != null) {
			description.append((caller.isPresent() ? "%nIt was made for %s." : "%n%nThis concerns %s.")
				.formatted(FailedBean.describe(failed)));
		}
		return new FailureAnalysis(description.toString(),
				(end > 0) ? sentence(message.substring(end + 2)) : "Correct the call.", cause);
	}

	private static boolean isThrownByLibrary(Throwable ex) {
		StackTraceElement[] trace = ex.getStackTrace();
		return trace.length > 0 && isLibrary(trace[0]);
	}

	/**
	 * Returns who called the library, if that was not Spring.
	 */
	private static Optional<StackTraceElement> caller(Throwable ex) {
		return Arrays.stream(ex.getStackTrace())
			.filter((frame) -> !isLibrary(frame) && !JDK.matcher(frame.getClassName()).lookingAt())
			.findFirst()
			.filter((frame) -> !frame.getClassName().startsWith("org.springframework."));
	}

	private static boolean isLibrary(StackTraceElement frame) {
		return LIBRARY.contains(ClassUtils.getPackageName(frame.getClassName()));
	}

	private static String sentence(String text) {
		return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
	}

}
