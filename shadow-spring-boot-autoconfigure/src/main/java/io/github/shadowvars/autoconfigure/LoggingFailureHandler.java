package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowFailure;
import io.github.shadowvars.ShadowFailureHandler;
import io.github.shadowvars.ShadowRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs destructors that fail or do not return.
 */
final class LoggingFailureHandler implements ShadowFailureHandler {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	@Override
	public void handle(ShadowFailure failure) {
		logger.warn(failure.message(), failure.exception());
	}

}
