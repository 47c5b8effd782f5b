package io.github.shadowvars.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import net.minidev.json.JSONArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files in {@code META-INF} that tools and Spring Boot read.
 */
class ShadowMetadataTests {

	@ParameterizedTest
	@CsvSource({ "shadow.enabled,java.lang.Boolean,true", "shadow.close-timeout,java.time.Duration,10s",
			"shadow.metrics.enabled,java.lang.Boolean,true", "shadow.metrics.max-ids,java.lang.Integer,100",
			"management.endpoint.shadows.access,org.springframework.boot.actuate.endpoint.Access,read_only" })
	void configurationMetadataShouldDescribeEachProperty(String name, String type, String defaultValue)
			throws IOException {
		DocumentContext metadata = JsonPath.parse(read("META-INF/spring-configuration-metadata.json"));
		String property = "$.properties[?(@.name == '%s')]".formatted(name);
		assertThat(metadata.<JSONArray>read(property + ".type")).containsExactly(type);
		assertThat(metadata.<JSONArray>read(property + ".defaultValue")).singleElement().hasToString(defaultValue);
		assertThat(metadata.<JSONArray>read(property + ".description")).singleElement()
			.asString()
			.matches("[A-Z].*\\.");
	}

	@Test
	void configurationMetadataShouldHaveHints() throws IOException {
		assertThat(JsonPath.<JSONArray>read(read("META-INF/spring-configuration-metadata.json"), "$.hints[*].name"))
			.containsExactlyInAnyOrder("shadow.close-timeout", "shadow.metrics.max-ids");
	}

	@Test
	void autoConfigurationMetadataShouldBeGenerated() throws IOException {
		assertThat(read("META-INF/spring-autoconfigure-metadata.properties"))
			.contains(ShadowMetricsAutoConfiguration.class.getName() + ".ConditionalOnClass");
	}

	private static String read(String resource) throws IOException {
		// Other jars have files of the same name: ask for the one beside our classes
		String location = ShadowProperties.class.getProtectionDomain().getCodeSource().getLocation() + resource;
		try (InputStream input = URI.create(location).toURL().openStream()) {
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
