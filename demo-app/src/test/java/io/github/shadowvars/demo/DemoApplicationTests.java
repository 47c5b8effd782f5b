package io.github.shadowvars.demo;

import io.github.shadowvars.demo.vendor.AccessPoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo for an operator, with one station from before the patch and one from after it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "demo.traffic.enabled=false", "demo.access-point.stations-before-patch=1" })
class DemoApplicationTests {

	private static final String STATION = "io.github.shadowvars.demo.vendor.Station";

	@LocalServerPort
	private int port;

	@Autowired
	private AccessPoint accessPoint;

	private DemoClient client;

	@BeforeEach
	void associateAndWake() {
		this.client = DemoClient.onPort(Integer.toString(this.port));
		if (this.accessPoint.station("02:00:00:00:00:2a") == null) {
			this.accessPoint.associate("02:00:00:00:00:2a");
		}
		this.client.http().post().uri("/stations/02:00:00:00:00:01/wake").exchange().expectStatus().isOk();
	}

	@Test
	void shadowsShouldListAllIdsWithTheirCounts() {
		assertThat(this.client.get("/actuator/shadows")).isEqualTo("""
				{"total":3,"live":3,"shadows":[\
				{"id":"0x1","name":"ps-lock","description":"Keeps a station's wake-up and the frames sent to it apart",\
				"parentType":"%1$s","valueType":"java.util.concurrent.locks.ReentrantLock",\
				"live":2,"allocated":2,"owners":1,"tracking":"off"},\
				{"id":"0x2","name":"ps-delivery","parentType":"%1$s","valueType":"java.lang.Boolean",\
				"live":1,"allocated":1,"owners":1,"tracking":"off"},\
				{"id":"0x4","name":"connection-tenant","description":"The tenant that a pooled connection is set to",\
				"parentType":"java.sql.Connection",\
				"valueType":"io.github.shadowvars.demo.connections.TenantSetting",\
				"live":0,"allocated":0,"owners":1,"tracking":"off"}]}""".formatted(STATION));
	}

	@Test
	void shadowsWhenPagedShouldListNextId() {
		assertThat(this.client.get("/actuator/shadows?limit=1")).contains("\"next\":\"0x1\"")
			.doesNotContain("ps-delivery");
		assertThat(this.client.get("/actuator/shadows?limit=1&after=0x1")).contains("ps-delivery", "\"next\":\"0x2\"");
		assertThat(this.client.get("/actuator/shadows?limit=1&after=0x2")).contains("connection-tenant")
			.doesNotContain("\"next\"");
	}

	@Test
	void shadowShouldBeFoundByNameAndShowItsParents() {
		assertThat(this.client.get("/actuator/shadows/ps-lock")).contains("\"live\":2", "\"scanned\":2",
				"\"complete\":true", "\"parents\":[{\"type\":\"%s\",\"live\":2}]".formatted(STATION),
				"{\"parent\":\"%s@".formatted(STATION));
		assertThat(this.client.get("/actuator/shadows/0x1")).contains("\"name\":\"ps-lock\"");
	}

	@Test
	void shadowWhenUnknownShouldAnswer404() {
		this.client.http().get().uri("/actuator/shadows/0xcafe").exchange().expectStatus().isNotFound();
	}

	@Test
	@DirtiesContext
	void purgeShouldFreeOneIdAndLeaveOthers() {
		assertThat(this.client.delete("/actuator/shadows/0x1"))
			.isEqualTo("{\"id\":\"0x1\",\"freed\":2,\"destructorFailures\":0}");
		assertThat(this.client.get("/actuator/shadows/0x1")).contains("\"freed\":{\"PURGED\":2}");
		assertThat(this.client.get("/actuator/shadows/0x2")).contains("\"live\":1");
	}

	@Test
	@DirtiesContext
	void purgeWhenAllIsConfirmedShouldFreeEveryId() {
		this.client.http().delete().uri("/actuator/shadows").exchange().expectStatus().isBadRequest();
		assertThat(this.client.delete("/actuator/shadows?confirm=all"))
			.isEqualTo("{\"id\":\"*\",\"freed\":3,\"destructorFailures\":0}");
	}

	@Test
	void prometheusShouldCountLiveVariablesPerId() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.client.get("/actuator/prometheus").lines()).contains(
					"shadow_variables{id=\"0x1\",name=\"ps-lock\"} 2.0",
					"shadow_variables{id=\"0x2\",name=\"ps-delivery\"} 1.0"));
	}

}
