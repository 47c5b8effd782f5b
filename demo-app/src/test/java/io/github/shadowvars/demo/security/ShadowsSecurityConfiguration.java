package io.github.shadowvars.demo.security;

import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The rules of the documentation. Not a {@code @Configuration}, because the demo's tests
 * would scan it.
 */
class ShadowsSecurityConfiguration {

	@Bean
	SecurityFilterChain shadowsSecurity(HttpSecurity http) throws Exception {
		return http.securityMatcher("/actuator/shadows/**")
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
				.hasAnyRole("OPERATOR", "ADMIN")
				.requestMatchers(HttpMethod.DELETE)
				.hasRole("ADMIN")
				.requestMatchers(HttpMethod.POST)
				.hasRole("ADMIN")
				.anyRequest()
				.denyAll())
			.httpBasic(Customizer.withDefaults())
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(CsrfConfigurer::disable)
			.build();
	}

}
