package com.acme.consumer;

import java.time.Duration;
import java.util.List;

import io.github.shadowvars.RegistryClosedException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LifecycleTests {

	private static final Duration DEADLINE = Duration.ofSeconds(20);

	@Test
	void contextWhenClosedShouldDestroyWhatIsLeft() {
		Connection connection = new Connection();
		RunningConsumer consumer = new RunningConsumer();
		ShadowRegistry registry = consumer.registry();
		ShadowVariable<Connection, String> tenant = consumer.tenant();
		Farewells farewells = consumer.farewells();
		tenant.alloc(connection, (parent) -> "acme");
		registry.alloc(connection, 0x2, (parent) -> true);
		consumer.close();
		assertThat(registry.isClosed()).isTrue();
		// The handle is closed before the registry
		assertThat(farewells.said()).containsExactly("acme UNREGISTERED of a connection",
				"true CLOSED of a connection");
		assertThatExceptionOfType(RegistryClosedException.class)
			.isThrownBy(() -> registry.alloc(connection, 0x2, (parent) -> true));
	}

	@Test
	void contextWhenRestartedShouldLeaveNoThreadAndNoMeter() {
		for (int i = 0; i < 3; i++) {
			MeterRegistry meters = new SimpleMeterRegistry();
			try (RunningConsumer consumer = new RunningConsumer(
					(context) -> context.registerBean("meters", MeterRegistry.class, () -> meters))) {
				consumer.tenant().alloc(new Connection());
				assertThat(shadowMeters(meters)).contains("shadow.variables");
				assertThat(RunningConsumer.reapers()).hasSize(1);
			}
			assertThat(shadowMeters(meters)).isEmpty();
			assertThat(shadowMeters(Metrics.globalRegistry)).isEmpty();
			assertThat(RunningConsumer.reapers()).isEmpty();
		}
	}

	@Test
	void parentWhenCollectedShouldBeReported() {
		try (RunningConsumer consumer = new RunningConsumer()) {
			consumer.tenant().alloc(new Connection(), (parent) -> "gone");
			Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
				System.gc();
				assertThat(consumer.request("GET", "/shadows/tenant")).contains("\"live\":0", "\"allocated\":1",
						"\"freed\":{\"PARENT_COLLECTED\":1}");
			});
			assertThat(consumer.farewells().said()).containsExactly("gone PARENT_COLLECTED of none");
			assertThat(consumer.request("GET", "/prometheus").lines())
				.contains("shadow_frees_variables_total{cause=\"parent_collected\",id=\"0x1\",name=\"tenant\"} 1.0");
		}
	}

	@Test
	void contextWhenSwitchedOffShouldBackOff() {
		try (RunningConsumer consumer = new RunningConsumer("--shadow.metrics.enabled=false",
				"--management.endpoint.shadows.access=none")) {
			assertThat(consumer.request("GET", "/shadows")).startsWith("404 ");
			assertThat(consumer.tenant().alloc(new Connection())).isEqualTo("nobody");
		}
	}

	private static List<String> shadowMeters(MeterRegistry meters) {
		return meters.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith("shadow."))
			.toList();
	}

}
