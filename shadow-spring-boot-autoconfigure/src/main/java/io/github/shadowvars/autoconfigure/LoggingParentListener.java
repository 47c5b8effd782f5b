package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs parents of doubtful classes, such as strings.
 */
final class LoggingParentListener implements ShadowRegistryListener {

	private static final Log logger = LogFactory.getLog(ShadowRegistry.class);

	@Override
	public void doubtfulParent(ShadowRegistry registry, ShadowVariable<?, ?> variable, Class<?> parentType,
			String doubt) {
		logger.warn(("A variable of shadow %s was attached to a %s: %s; attach to an object with its own identity "
				+ "and lifetime. This is logged once for each class")
			.formatted(Labels.of(variable), parentType.getName(), doubt));
	}

}
