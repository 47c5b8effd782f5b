package io.github.shadowvars.demo.admin;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

@Configuration(proxyBeanMethods = false)
@Profile("admin")
@EnableConfigurationProperties(AdminProperties.class)
class AdminConfiguration {

	private static final String REQUIRED = "de.codecentric.boot.admin.server.config.EnableAdminServer";

	@Bean
	AdminServer adminServer(AdminProperties properties, ResourceLoader resources) {
		if (!ClassUtils.isPresent(REQUIRED, resources.getClassLoader())) {
			throw new IllegalStateException(
					"The profile 'admin' needs Spring Boot Admin, which is not in the class path; "
							+ "package the demo with 'mvn -P admin', or start it without the profile");
		}
		return new AdminServer(properties.port());
	}

}
