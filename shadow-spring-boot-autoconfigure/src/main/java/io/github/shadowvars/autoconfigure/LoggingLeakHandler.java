package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowLeakHandler;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.reachability.ShadowReachability;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs values that reference their parents.
 */
final class LoggingLeakHandler implements ShadowLeakHandler {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	@Override
	public void handle(ShadowVariable<?, ?> variable, ShadowReachability reachability, String site) {
		logger.warn(("A value of shadow %s references its own parent through %s, attached at %s; neither will be "
				+ "collected, so free the variable by hand, or let the value hold its parent weakly or not "
				+ "at all (classes: %s)")
			.formatted(Labels.of(variable), reachability.path(), site, String.join(" -> ", reachability.classes())));
	}

}
