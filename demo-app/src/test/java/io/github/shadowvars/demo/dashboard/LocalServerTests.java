package io.github.shadowvars.demo.dashboard;

import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class LocalServerTests {

	private final LocalServer server = new LocalServer(new MockEnvironment().withProperty("local.server.port", "1")
		.withProperty("local.management.port", "2")
		.withProperty("management.endpoints.web.base-path", "/manage"));

	@Test
	void applicationShouldBeOnServerPort() {
		assertThat(this.server.application("/stations")).isEqualTo("http://127.0.0.1:1/stations");
	}

	@Test
	void actuatorWhenItHasItsOwnPortAndPathShouldBeThere() {
		assertThat(this.server.actuator("/shadows")).isEqualTo("http://127.0.0.1:2/manage/shadows");
	}

}
