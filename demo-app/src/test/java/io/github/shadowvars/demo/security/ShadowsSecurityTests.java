package io.github.shadowvars.demo.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.demo.DemoApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowsSecurityConfiguration} on Tomcat.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ShadowsSecurityTests {

	private static final String ANONYMOUS = "";

	private static final String SECRET = "a secret";

	private static final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context = secure();

	private final ShadowRegistry registry = this.context.getBean(ShadowRegistry.class);

	@BeforeAll
	void attach() {
		this.registry.alloc(this, 0xcafe, (parent) -> SECRET);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,''", "GET,/", "GET,/0xcafe", "GET,/none", "GET,/%3Cscript%3E", "DELETE,/0xcafe", "DELETE,/",
			"DELETE,?confirm=all", "POST,''", "HEAD,''", "OPTIONS,''" })
	void anyWhenUserIsUnknownShouldAnswer401AndNothingElse(String method, String path) {
		for (String user : new String[] { ANONYMOUS, "nobody" }) {
			HttpResponse<String> response = send(this.context, user, method, path);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate"))
				.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Basic "));
			assertThat(response.body()).doesNotContain("<", "total", "live", "No shadow");
		}
		assertThat(this.registry.get(this, 0xcafe)).isEqualTo(SECRET);
	}

	@ParameterizedTest
	@CsvSource({ "GET,'',200", "GET,/0xcafe,200", "GET,/none,404", "DELETE,/0xcafe,403", "DELETE,/0xcafe/,403",
			"DELETE,/0xcafe?id=0x1,403", "DELETE,?confirm=all,403", "DELETE,/?confirm=all,403", "POST,'',403",
			"POST,/0xcafe?_method=DELETE,403" })
	void anyWhenUserIsAnOperatorShouldReadOnly(String method, String path, int status) {
		HttpResponse<String> response = send(this.context, "operator", method, path);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).doesNotContain(SECRET);
		assertThat(this.registry.get(this, 0xcafe)).isEqualTo(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/0xbeef", "?confirm=all" })
	void deleteWhenUserIsAnAdminShouldPurge(String path) {
		this.registry.alloc(this, 0xbeef, (parent) -> SECRET);
		assertThat(send(this.context, "admin", "GET", "/0xbeef").statusCode()).isEqualTo(200);
		assertThat(send(this.context, "admin", "DELETE", path).statusCode()).isEqualTo(200);
		assertThat(this.registry.get(this, 0xbeef)).isNull();
		this.registry.getOrAlloc(this, 0xcafe, (parent) -> SECRET);
	}

	@ParameterizedTest
	@CsvSource({ "DELETE,/0xcafe?id=0x1,400", "POST,/0xcafe,415", "POST,/0xcafe?tracking=full,415", "PUT,/0xcafe,403" })
	void anyWhenAdminAsksForMoreShouldRefuse(String method, String path, int status) {
		assertThat(send(this.context, "admin", method, path).statusCode()).isEqualTo(status);
		assertThat(this.registry.get(this, 0xcafe)).isEqualTo(SECRET);
	}

	@Test
	void postWhenUserIsAnAdminShouldTrack() {
		String full = "{\"tracking\":\"full\"}";
		assertThat(send(this.context, "operator", "POST", "/0xcafe", full).statusCode()).isEqualTo(403);
		assertThat(send(this.context, "admin", "POST", "/0xcafe", full).body()).contains("\"tracking\":\"full\"");
		assertThat(send(this.context, "admin", "POST", "/0xcafe", "{\"tracking\":\"off\"}").statusCode())
			.isEqualTo(200);
	}

	@Test
	void anyShouldKeepNoSessionAndForbidSniffing() {
		HttpResponse<String> response = send(this.context, "operator", "GET", "/%3Cscript%3E");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/").endsWith("json"));
	}

	@Test
	void anyWhenManagementPortIsSeparateShouldBeHeldToTheSameRules() {
		try (ConfigurableApplicationContext separate = secure("--management.server.port=0")) {
			assertThat(send(separate, ANONYMOUS, "GET", "").statusCode()).isEqualTo(401);
			assertThat(send(separate, "operator", "GET", "").statusCode()).isEqualTo(200);
			assertThat(send(separate, "operator", "DELETE", "?confirm=all").statusCode()).isEqualTo(403);
			assertThat(send(separate, "admin", "DELETE", "?confirm=all").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void deleteWhenSecurityIsTheDefaultShouldBeRefusedWithoutAToken() {
		try (ConfigurableApplicationContext defaults = run(new Class<?>[] { DemoApplication.class, Users.class })) {
			assertThat(send(defaults, ANONYMOUS, "GET", "").statusCode()).isEqualTo(401);
			assertThat(send(defaults, "admin", "GET", "").statusCode()).isEqualTo(200);
			ShadowRegistry unpurged = defaults.getBean(ShadowRegistry.class);
			unpurged.alloc(this, 0xcafe, (parent) -> SECRET);
			// The 403 is forwarded to the error page, which requires authentication: the
			// client gets its 401
			assertThat(send(defaults, "admin", "DELETE", "?confirm=all").statusCode()).isEqualTo(401);
			assertThat(unpurged.get(this, 0xcafe)).isEqualTo(SECRET);
		}
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext context, String user, String method,
			String path) {
		return send(context, user, method, path, null);
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext context, String user, String method,
			String path, @Nullable String json) {
		String port = context.getEnvironment().getRequiredProperty("local.management.port");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/shadows" + path))
			.method(method, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody());
		if (json != null) {
			request.header("Content-Type", "application/json");
		}
		if (!user.equals(ANONYMOUS)) {
			request.header("Authorization", "Basic "
					+ Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8)));
		}
		try {
			return http.send(request.build(), BodyHandlers.ofString());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ConfigurableApplicationContext secure(String... arguments) {
		return run(new Class<?>[] { DemoApplication.class, Users.class, ShadowsSecurityConfiguration.class },
				arguments);
	}

	private static ConfigurableApplicationContext run(Class<?>[] sources, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--server.port=0", "--spring.main.banner-mode=off", "--spring.autoconfigure.exclude=",
				"--demo.traffic.enabled=false"));
		return new SpringApplicationBuilder(sources).web(WebApplicationType.SERVLET).run(all.toArray(String[]::new));
	}

	static class Users {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("operator").password("{noop}password").roles("OPERATOR").build(),
					User.withUsername("admin").password("{noop}password").roles("ADMIN").build());
		}

	}

}
