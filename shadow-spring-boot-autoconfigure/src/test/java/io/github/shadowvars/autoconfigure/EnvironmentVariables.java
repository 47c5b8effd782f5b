package io.github.shadowvars.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Sets environment variables. Spring Boot reads them like the variables of the process.
 */
final class EnvironmentVariables {

	private EnvironmentVariables() {
	}

	static ApplicationContextInitializer<ConfigurableApplicationContext> of(String... pairs) {
		Map<String, Object> variables = new HashMap<>();
		for (String pair : pairs) {
			int equals = pair.indexOf('=');
			variables.put(pair.substring(0, equals), pair.substring(equals + 1));
		}
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, variables));
	}

}
