package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowFailure;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.reachability.ShadowReachability;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs what a registry reports.
 */
final class LoggingHandlers {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	private LoggingHandlers() {
	}

	/**
	 * Logs a destructor that fails or does not return.
	 */
	static void failure(ShadowFailure failure) {
		logger.warn(failure.message(), failure.exception());
	}

	/**
	 * Logs that an id exceeds its limit.
	 */
	static void limit(ShadowVariable<?, ?> variable, ShadowSettings settings) {
		String source = (settings.source() != null) ? settings.source() : "its limit";
		logger.warn("Shadow %s has more than %d live variables; find the code that does not free them, or raise %s"
			.formatted(Labels.of(variable), settings.maxLive(), source));
	}

	/**
	 * Logs a value that references its parent.
	 */
	static void leak(ShadowVariable<?, ?> variable, ShadowReachability reachability, String site) {
		logger.warn(("A value of shadow %s references its own parent through %s, attached at %s; neither will be "
				+ "collected, so free the variable by hand, or let the value hold its parent weakly or not "
				+ "at all (classes: %s)")
			.formatted(Labels.of(variable), reachability.path(), site, String.join(" -> ", reachability.classes())));
	}

	/**
	 * Logs parents of doubtful classes, such as strings.
	 */
	static final class DoubtfulParents implements ShadowRegistryListener {

		@Override
		public void doubtfulParent(ShadowRegistry registry, ShadowVariable<?, ?> variable, Class<?> parentType,
				String doubt) {
			logger.warn(("A variable of shadow %s was attached to a %s: %s; attach to an object with its own identity "
					+ "and lifetime. This is logged once for each class")
				.formatted(Labels.of(variable), parentType.getName(), doubt));
		}

	}

}
