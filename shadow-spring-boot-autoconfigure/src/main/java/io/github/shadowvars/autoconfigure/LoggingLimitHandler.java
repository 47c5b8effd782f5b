package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowLimitHandler;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs when an id exceeds its limit.
 */
final class LoggingLimitHandler implements ShadowLimitHandler {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	@Override
	public void handle(ShadowVariable<?, ?> variable, ShadowSettings settings) {
		String source = (settings.source() != null) ? settings.source() : "its limit";
		logger.warn("Shadow %s has more than %d live variables; find the code that does not free them, or raise %s"
			.formatted(Labels.of(variable), settings.maxLive(), source));
	}

}
