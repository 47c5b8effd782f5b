package com.acme.consumer;

import java.lang.ref.Reference;

import io.github.shadowvars.ShadowLimitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the properties of types.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertyTests {

	@Test
	void settingsShouldHoldAndShow() {
		Connection connection = new Connection();
		try (RunningConsumer consumer = new RunningConsumer("--shadow.types.tenant.description=Who pays",
				"--shadow.types.tenant.max-live=1", "--shadow.types.tenant.on-limit=reject",
				"--shadow.types.audited.enabled=false", "--shadow.types.visits.id=0x7")) {
			consumer.tenant().alloc(connection);
			assertThatExceptionOfType(ShadowLimitException.class)
				.isThrownBy(() -> consumer.tenant().alloc(new Connection()))
				.withMessageContaining("shadow.types.tenant.max-live");
			assertThatIllegalStateException()
				.isThrownBy(() -> consumer.registry().alloc(connection, 0x2, (parent) -> true))
				.withMessageContaining("shadow.types.audited.enabled=true");
			consumer.registry().alloc(connection, 0x7, (parent) -> 1);
			assertThat(consumer.request("GET", "/shadows")).isEqualTo("""
					200 {"total":3,"live":2,"shadows":[\
					{"id":"0x1","name":"tenant","description":"Who pays",\
					"parentType":"com.acme.consumer.Connection","valueType":"java.lang.String",\
					"live":1,"allocated":1,"owners":1,"tracking":"off"},\
					{"id":"0x2","name":"audited",\
					"parentType":"com.acme.consumer.Connection","valueType":"java.lang.Boolean",\
					"live":0,"allocated":0,"owners":1,"tracking":"off"},\
					{"id":"0x7","name":"visits","parentType":"java.lang.Object","valueType":"java.lang.Object",\
					"live":1,"allocated":1,"owners":0,"tracking":"off"}]}""");
		}
		Reference.reachabilityFence(connection);
	}

	@Test
	void limitWhenItWarnsShouldLogOncePerCrossing(CapturedOutput output) {
		Connection[] connections = { new Connection(), new Connection(), new Connection() };
		try (RunningConsumer consumer = new RunningConsumer("--shadow.defaults.max-live=1")) {
			for (Connection connection : connections) {
				consumer.tenant().alloc(connection);
			}
			assertThat(consumer.request("GET", "/shadows/tenant")).contains("\"live\":3");
		}
		assertThat(output)
			.containsOnlyOnce("Shadow 0x1 (tenant) has more than 1 live variables; find the code that does not free "
					+ "them, or raise shadow.defaults.max-live");
		Reference.reachabilityFence(connections);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"shadow.close-timeout | -1s | Invalid value '-1s' of the property | Use for example 10s",
			"shadow.types.tenant.max-live | -7 | Invalid value '-7' of the property | Use 0 or more",
			"shadow.types.tenant.id | 0x9 | The type was registered for the bean 'tenant' | Set it to 0x1, the id defined in code, or remove it",
			"shadow.types.tenat.enabled | true | the nearest first: 'tenant', 'audited' | Correct the name" })
	void startWhenPropertyIsBadShouldEndWithAnAnalysis(String property, String value, String description, String action,
			CapturedOutput output) {
		assertThatException().isThrownBy(() -> new RunningConsumer("--" + property + "=" + value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("from \"%s\" from property source \"commandLineArgs\"".formatted(property))
			.contains(description, action);
		assertThat(RunningConsumer.reapers()).isEmpty();
	}

}
