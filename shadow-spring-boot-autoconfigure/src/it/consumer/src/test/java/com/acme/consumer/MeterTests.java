package com.acme.consumer;

import java.util.List;

import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeterTests {

	private final RunningConsumer consumer = RunningConsumer.withPurge();

	@AfterEach
	void stop() {
		this.consumer.close();
	}

	@Test
	void metersShouldBeThereForEachId() {
		assertThat(meters("0x1", "tenant")).contains("shadow_variables 0.0", "shadow_allocations_variables_total 0.0",
				"shadow_duplicates_calls_total 0.0");
		assertThat(meters("0x2", "audited")).contains("shadow_variables 0.0");
	}

	@Test
	void metersShouldMoveWithTheVariables() {
		Connection connection = new Connection();
		Connection other = new Connection();
		this.consumer.tenant().alloc(connection);
		this.consumer.tenant().alloc(other);
		assertThat(meters("0x1", "tenant")).contains("shadow_variables 2.0", "shadow_allocations_variables_total 2.0");
		this.consumer.tenant().free(other);
		this.consumer.request("DELETE", "/shadows/tenant");
		assertThat(meters("0x1", "tenant")).contains("shadow_variables 0.0", "shadow_allocations_variables_total 2.0");
		assertThat(this.consumer.request("GET", "/prometheus").lines())
			.contains("shadow_frees_variables_total{cause=\"freed\",id=\"0x1\",name=\"tenant\"} 1.0")
			.contains("shadow_frees_variables_total{cause=\"purged\",id=\"0x1\",name=\"tenant\"} 1.0");
	}

	@Test
	void metersShouldComeAndGoWithTheId() {
		ShadowVariable<Connection, String> late = this.consumer.registry()
			.register(ShadowType.builder(Connection.class, String.class).id(0x3).name("late").build());
		assertThat(meters("0x3", "late")).contains("shadow_variables 0.0");
		late.close();
		assertThat(meters("0x3", "late")).isEmpty();
		assertThat(meters("0x1", "tenant")).isNotEmpty();
	}

	@Test
	void metersWhenSwitchedOffShouldNotBeThere() {
		try (RunningConsumer silent = new RunningConsumer("--shadow.metrics.enabled=false")) {
			assertThat(silent.request("GET", "/prometheus")).startsWith("200 ")
				.contains("jvm_threads_live_threads")
				.doesNotContain("shadow_");
		}
	}

	private List<String> meters(String id, String name) {
		String tags = "{id=\"%s\",name=\"%s\"}".formatted(id, name);
		String scrape = this.consumer.request("GET", "/prometheus");
		assertThat(scrape).startsWith("200 ");
		return scrape.lines().filter((line) -> line.contains(tags)).map((line) -> line.replace(tags, "")).toList();
	}

}
