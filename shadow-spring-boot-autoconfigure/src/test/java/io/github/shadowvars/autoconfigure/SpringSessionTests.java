package io.github.shadowvars.autoconfigure;

import java.io.Serializable;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.sql.DataSource;

import io.github.shadowvars.ShadowType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.SessionScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for beans of the session scope whose sessions are kept in a database.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringSessionTests {

	@ParameterizedTest
	@ValueSource(classes = { JdkConfiguration.class, JsonConfiguration.class })
	void getWhenNoTypeFitsShouldKeepOnlyTheBeanInTheSession(Class<?> serialization, CapturedOutput output)
			throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, serialization)
			.web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--spring.main.banner-mode=off")) {
			HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
			assertThat(List.of(get(client, context), get(client, context), get(client, context)))
				.containsExactly("200 1", "200 2", "200 3");
			assertThat(JdbcClient.create(context.getBean(DataSource.class))
				.sql("SELECT ATTRIBUTE_NAME FROM SPRING_SESSION_ATTRIBUTES")
				.query(String.class)
				.list()).containsExactly("scopedTarget.visits");
			// At the end, Tomcat may warn that a thread of Spring Session still runs
			assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
		}
	}

	private static String get(HttpClient client, ConfigurableApplicationContext context) throws Exception {
		URI uri = URI
			.create("http://localhost:%s/".formatted(context.getEnvironment().getProperty("local.server.port")));
		HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(),
				HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	public static class Visits implements Serializable {

		private static final long serialVersionUID = 1L;

		private int count;

		public int getCount() {
			return this.count;
		}

		public void setCount(int count) {
			this.count = count;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableJdbcHttpSession
	static class Application {

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript("org/springframework/session/jdbc/schema-h2.sql")
				.build();
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		@SessionScope
		Visits visits() {
			return new Visits();
		}

		@Bean
		Counter counter(Visits visits) {
			return new Counter(visits);
		}

		@Bean
		ShadowType<Counter, String> otherType() {
			return ShadowType.builder(Counter.class, String.class).id(1).build();
		}

	}

	@RestController
	static class Counter {

		private final Visits visits;

		Counter(Visits visits) {
			this.visits = visits;
		}

		@GetMapping("/")
		int count() {
			this.visits.setCount(this.visits.getCount() + 1);
			return this.visits.getCount();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JdkConfiguration {

	}

	/**
	 * Writes the name of the class and JSON.
	 */
	@Configuration(proxyBeanMethods = false)
	static class JsonConfiguration {

		@Bean
		GenericConversionService springSessionConversionService() {
			JsonMapper mapper = new JsonMapper();
			GenericConversionService service = new GenericConversionService();
			service.addConverter(Object.class, byte[].class,
					(object) -> (object.getClass().getName() + "\n" + mapper.writeValueAsString(object))
						.getBytes(StandardCharsets.UTF_8));
			service.addConverter(byte[].class, Object.class, (bytes) -> {
				String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 2);
				try {
					return mapper.readValue(parts[1], Class.forName(parts[0]));
				}
				catch (ClassNotFoundException ex) {
					throw new IllegalStateException(ex);
				}
			});
			return service;
		}

	}

}
