package io.github.shadowvars.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.github.shadowvars.ShadowSettings.OnLimit;
import net.minidev.json.JSONArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files in {@code META-INF} that tools and Spring Boot read.
 */
class ShadowMetadataTests {

	@ParameterizedTest
	@CsvSource({ "shadow.enabled,java.lang.Boolean,true", "shadow.close-timeout,java.time.Duration,10s",
			"shadow.metrics.enabled,java.lang.Boolean,true", "shadow.metrics.max-ids,java.lang.Integer,100",
			"shadow.beans.enabled,java.lang.Boolean,true", "shadow.defaults.max-live,java.lang.Long,",
			"shadow.defaults.on-limit,io.github.shadowvars.ShadowSettings$OnLimit,warn",
			"shadow.tracking.level,io.github.shadowvars.ShadowTracking,off",
			"shadow.tracking.sample-rate,java.lang.Double,0.01",
			"shadow.tracking.skip-packages,java.util.List<java.lang.String>,",
			"shadow.leak-check,io.github.shadowvars.autoconfigure.ShadowProperties$LeakCheck,off",
			"shadow.health.enabled,java.lang.Boolean,false",
			"'shadow.types','java.util.Map<java.lang.String,io.github.shadowvars.autoconfigure.ShadowProperties$Type>',",
			"management.endpoint.shadows.access,org.springframework.boot.actuate.endpoint.Access,read_only" })
	void configurationMetadataShouldHaveTheProperty(String name, String type, @Nullable String defaultValue)
			throws IOException {
		DocumentContext metadata = JsonPath.parse(read("META-INF/spring-configuration-metadata.json"));
		String property = "$.properties[?(@.name == '%s')]".formatted(name);
		assertThat(metadata.<JSONArray>read(property + ".type")).containsExactly(type);
		assertThat(metadata.<JSONArray>read(property + ".defaultValue")).map(String::valueOf)
			.isEqualTo((defaultValue != null) ? List.of(defaultValue) : List.of());
	}

	@Test
	void configurationMetadataShouldFollowTheRulesForDescriptions() throws IOException {
		JSONArray properties = JsonPath.read(read("META-INF/spring-configuration-metadata.json"), "$.properties[*]");
		assertThat(properties).hasSizeGreaterThan(7).allSatisfy((property) -> {
			DocumentContext document = JsonPath.parse(property);
			String description = document.read("$.description");
			assertThat(description).matches("[A-Z].*\\.").doesNotContain("default is", "Defaults to");
			assertThat(document.<String>read("$.type").equals("java.lang.Boolean"))
				.as("'Whether' is for booleans: %s", description)
				.isEqualTo(description.startsWith("Whether"));
		});
	}

	@Test
	void rulesShouldBeOfThePropertiesInTheMetadata() throws IOException {
		JSONArray names = JsonPath.read(read("META-INF/spring-configuration-metadata.json"), "$.properties[*].name");
		assertThat(names.stream().map((name) -> name.toString().replace("<name>", "*")))
			.filteredOn((name) -> !name.equals("shadow.types"))
			.containsExactlyInAnyOrderElementsOf(PropertyRules.NEEDS.keySet());
	}

	@Test
	void configurationMetadataShouldHaveEachKeyOfAType() throws IOException {
		String metadata = read("META-INF/spring-configuration-metadata.json");
		assertThat(ShadowProperties.Type.class.getRecordComponents()).allSatisfy((component) -> {
			String name = "shadow.types.<name>." + DataObjectPropertyName.toDashedForm(component.getName());
			String type = ClassUtils.resolvePrimitiveIfNecessary(component.getType()).getName();
			assertThat(JsonPath.<JSONArray>read(metadata, "$.properties[?(@.name == '%s')].type".formatted(name)))
				.containsExactly(type);
			assertThat(JsonPath.<JSONArray>read(metadata, "$.hints[?(@.name == '%s')]".formatted(name))).hasSize(1);
		});
	}

	@Test
	void configurationMetadataShouldSayWhichKeysATypeHas() throws IOException {
		String description = JsonPath
			.<JSONArray>read(read("META-INF/spring-configuration-metadata.json"),
					"$.properties[?(@.name == 'shadow.types')].description")
			.get(0)
			.toString();
		assertThat(ShadowProperties.Type.class.getRecordComponents())
			.extracting((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
			.hasSize(6)
			.allSatisfy((key) -> assertThat(description).contains("'" + key + "'"));
	}

	@ParameterizedTest
	@CsvSource({ "shadow.defaults.on-limit,2", "shadow.tracking.level,3", "shadow.leak-check,2",
			"shadow.tracking.sample-rate,2", "shadow.types.keys,1", "shadow.close-timeout,3",
			"shadow.metrics.max-ids,2" })
	void configurationMetadataShouldDescribeTheValues(String name, int number) throws IOException {
		JSONArray descriptions = JsonPath.read(read("META-INF/spring-configuration-metadata.json"),
				"$.hints[?(@.name == '%s')].values[*].description".formatted(name));
		assertThat(descriptions).hasSize(number)
			.allSatisfy((description) -> assertThat(description).asString().matches("[A-Z].*\\."));
	}

	@Test
	void configurationMetadataShouldSuggestEachValueOfOnLimit() throws IOException {
		JSONArray values = JsonPath.read(read("META-INF/spring-configuration-metadata.json"),
				"$.hints[?(@.name == 'shadow.defaults.on-limit')].values[*].value");
		assertThat(values).extracting((value) -> OnLimit.valueOf(value.toString().toUpperCase(Locale.ROOT)))
			.containsExactly(OnLimit.values());
	}

	@Test
	void configurationMetadataShouldHaveHints() throws IOException {
		assertThat(JsonPath.<JSONArray>read(read("META-INF/spring-configuration-metadata.json"), "$.hints[*].name"))
			.containsExactlyInAnyOrder("shadow.close-timeout", "shadow.metrics.max-ids", "shadow.defaults.on-limit",
					"shadow.types.keys", "shadow.tracking.level", "shadow.tracking.sample-rate", "shadow.leak-check",
					"shadow.types.<name>.id", "shadow.types.<name>.description", "shadow.types.<name>.enabled",
					"shadow.types.<name>.max-live", "shadow.types.<name>.on-limit", "shadow.types.<name>.tracking");
	}

	@Test
	void autoConfigurationMetadataShouldBeGenerated() throws IOException {
		assertThat(read("META-INF/spring-autoconfigure-metadata.properties"))
			.contains(ShadowMetricsAutoConfiguration.class.getName() + ".ConditionalOnClass");
	}

	private static String read(String resource) throws IOException {
		// Other jars have files of the same name: read the one next to our classes
		String location = ShadowProperties.class.getProtectionDomain().getCodeSource().getLocation() + resource;
		try (InputStream input = URI.create(location).toURL().openStream()) {
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
