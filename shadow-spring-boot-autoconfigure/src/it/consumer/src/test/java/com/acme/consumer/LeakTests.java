package com.acme.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the information about a leak that an operator gets.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeakTests {

	private final List<Connection> connections = new ArrayList<>();

	@Test
	void postShouldTrackTheSite() {
		try (RunningConsumer consumer = RunningConsumer.withPurge()) {
			assertThat(consumer.post("/shadows/tenant", "{\"tracking\":\"full\"}")).startsWith("200 {\"id\":\"0x1\"")
				.endsWith("\"tracking\":\"full\"}");
			consumer.tenant().alloc(connection());
			assertThat(consumer.request("GET", "/shadows/tenant")).containsPattern("""
					"sites":\\[\\{"site":"com\\.acme\\.consumer\\.LeakTests\\.postShouldTrackTheSite\
					\\(LeakTests\\.java:\\d+\\)","live":1}],"oldest":\\{"parent":"com\\.acme\\.consumer\\.Connection@\\w+",\
					"site":"com[^"]+","age":"PT[0-9.]+S"}""");
			assertThat(consumer.post("/shadows/tenant", "{\"tracking\":\"loud\"}"))
				.isEqualTo("400 {\"error\":\"tracking must be off, sampled or full, but is 'loud'; send for example "
						+ "{\\\"tracking\\\":\\\"full\\\"}\"}");
			assertThat(consumer.post("/shadows/none", "{\"tracking\":\"full\"}")).startsWith("404 {\"error\":");
			assertThat(consumer.request("GET", "/shadows/tenant?check=reachability"))
				.endsWith("\"reachability\":{\"checked\":1,\"reachesParent\":0,\"doesNot\":1,\"unknown\":0,\"paths\":[]}}");
		}
	}

	@Test
	void healthShouldBeDownWhileAnIdIsSuspect() {
		try (RunningConsumer consumer = new RunningConsumer("--shadow.health.enabled=true")) {
			assertThat(consumer.request("GET", "/health/shadow")).isEqualTo("200 {\"status\":\"UP\"}");
			Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				consumer.tenant().alloc(connection());
				System.gc();
				assertThat(consumer.request("GET", "/health/shadow")).startsWith("503 ")
					.contains("\"status\":\"DOWN\"", "\"details\":{\"tenant\":{\"id\":\"0x1\",\"live\":");
			});
			assertThat(consumer.request("GET", "/health")).startsWith("503 ").contains("\"shadow\":{");
			assertThat(consumer.request("GET", "/prometheus"))
				.contains("shadow_growth_suspect{id=\"0x2\",name=\"audited\"} 0.0");
			Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				System.gc();
				assertThat(consumer.request("GET", "/health/shadow")).isEqualTo("200 {\"status\":\"UP\"}");
			});
		}
	}

	@Test
	void healthWhenNotEnabledShouldNotKnowShadows() {
		try (RunningConsumer consumer = new RunningConsumer()) {
			assertThat(consumer.request("GET", "/health")).doesNotContain("\"shadow\":");
			assertThat(consumer.request("GET", "/health/shadow")).startsWith("404 ");
		}
	}

	@Test
	void allocWhenLeaksAreCheckedShouldLogThePath(CapturedOutput output) {
		try (RunningConsumer consumer = new RunningConsumer("--shadow.leak-check=on",
				"--shadow.types.held.id=0x9", "--shadow.types.held.tracking=full")) {
			consumer.registry().alloc(connection(), 0x9, (parent) -> new Object[] { parent });
			assertThat(output).containsPattern("WARN .*A value of shadow 0x9 \\(held\\) references its own parent through "
					+ "value\\[], attached at com\\.acme\\.consumer\\.LeakTests\\.allocWhen");
			assertThat(consumer.request("GET", "/shadows/held")).contains("\"tracking\":\"full\",");
		}
	}

	private Connection connection() {
		Connection connection = new Connection();
		this.connections.add(connection);
		return connection;
	}

}
