package com.acme.consumer;

import java.lang.ref.Reference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointTests {

	private static RunningConsumer consumer;

	@BeforeAll
	static void start() {
		consumer = RunningConsumer.withPurge();
	}

	@AfterAll
	static void stop() {
		consumer.close();
	}

	@AfterEach
	void purge() {
		consumer.request("DELETE", "/shadows?confirm=all");
	}

	@Test
	void linksShouldNameTheEndpoint() {
		assertThat(consumer.request("GET", "")).startsWith("200 ")
			.contains("/actuator/shadows\",\"templated\":false")
			.contains("/actuator/shadows/{*id}\",\"templated\":true");
	}

	@Test
	void listShouldShowBothIdsWithTheirCounts() {
		Connection connection = new Connection();
		try (RunningConsumer own = RunningConsumer.withPurge()) {
			own.tenant().alloc(connection);
			assertThat(own.request("GET", "/shadows")).isEqualTo("""
					200 {"total":2,"live":1,"shadows":[\
					{"id":"0x1","name":"tenant","description":"Whom the connection serves",\
					"parentType":"com.acme.consumer.Connection","valueType":"java.lang.String",\
					"live":1,"allocated":1,"owners":1,"tracking":"off"},\
					{"id":"0x2","name":"audited",\
					"parentType":"com.acme.consumer.Connection","valueType":"java.lang.Boolean",\
					"live":0,"allocated":0,"owners":1,"tracking":"off"}]}""");
		}
		Reference.reachabilityFence(connection);
	}

	@Test
	void listWhenLimitIsGivenShouldShowPages() {
		assertThat(consumer.request("GET", "/shadows?limit=1")).contains("\"tenant\"", "\"next\":\"0x1\"")
			.doesNotContain("\"audited\"");
		assertThat(consumer.request("GET", "/shadows?limit=1&after=0x1")).contains("\"audited\"")
			.doesNotContain("\"tenant\"", "\"next\"");
	}

	@Test
	void getShouldShowCountsAndParents() {
		Connection connection = new Connection();
		try (RunningConsumer own = RunningConsumer.withPurge()) {
			own.tenant().alloc(connection);
			own.tenant().free(connection);
			own.tenant().alloc(connection);
			assertThat(own.request("GET", "/shadows/tenant")).isEqualTo("""
					200 {"id":"0x1","name":"tenant","description":"Whom the connection serves",\
					"parentType":"com.acme.consumer.Connection","valueType":"java.lang.String",\
					"live":1,"allocated":2,"owners":1,"tracking":"off","freed":{"FREED":1},\
					"duplicates":0,"constructorFailures":0,"destructorFailures":0,"scanned":1,"complete":true,\
					"parents":[{"type":"com.acme.consumer.Connection","live":1}],\
					"variables":[{"parent":"com.acme.consumer.Connection@%s"}]}"""
				.formatted(Integer.toHexString(System.identityHashCode(connection))));
		}
		Reference.reachabilityFence(connection);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant", "1", "0x1", "0X01" })
	void getShouldFindIdByNameAndNumber(String id) {
		assertThat(consumer.request("GET", "/shadows/" + id)).startsWith("200 {\"id\":\"0x1\",\"name\":\"tenant\"");
	}

	@Test
	void purgeShouldFreeOneIdAndLeaveOthers() {
		Connection connection = new Connection();
		consumer.tenant().alloc(connection);
		consumer.registry().alloc(connection, 0x2, (parent) -> true);
		assertThat(consumer.request("DELETE", "/shadows/tenant"))
			.isEqualTo("200 {\"id\":\"0x1\",\"freed\":1,\"destructorFailures\":0}");
		assertThat(consumer.farewells().said()).endsWith("nobody PURGED of a connection");
		assertThat(consumer.registry().get(connection, 0x2)).isEqualTo(true);
	}

	@Test
	void purgeWhenAllIsConfirmedShouldFreeEveryId() {
		Connection connection = new Connection();
		consumer.tenant().alloc(connection);
		consumer.registry().alloc(connection, 0x2, (parent) -> true);
		assertThat(consumer.request("DELETE", "/shadows?confirm=all"))
			.isEqualTo("200 {\"id\":\"*\",\"freed\":2,\"destructorFailures\":0}");
		assertThat(consumer.registry().get(connection, 0x2)).isNull();
	}

	@Test
	void purgeWhenAllIsNotConfirmedShouldAnswer400() {
		assertThat(consumer.request("DELETE", "/shadows"))
			.isEqualTo("400 {\"error\":\"A purge of every id must be confirmed, but confirm is missing; "
					+ "use confirm=all, or name one id\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "DELETE" })
	void anyWhenIdIsUnknownShouldAnswer404(String method) {
		assertThat(consumer.request(method, "/shadows/0xcafe"))
			.isEqualTo("404 {\"error\":\"No shadow variable has the id or name '0xcafe'; use an id or a name that "
					+ "the endpoint lists\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "DELETE" })
	void anyWhenIdIsMalformedShouldAnswer400(String method) {
		assertThat(consumer.request(method, "/shadows/0xzz"))
			.isEqualTo("400 {\"error\":\"An id that starts with a digit must be an unsigned 64-bit number, "
					+ "but is '0xzz'; use decimal or hex, for example 4660 or 0x1234\"}");
	}

	@Test
	void listWhenLimitIsMalformedShouldAnswer400() {
		assertThat(consumer.request("GET", "/shadows?limit=many"))
			.isEqualTo("400 {\"error\":\"limit must be a number from 1 to 1000, but is 'many'; "
					+ "use for example limit=100\"}");
	}

	@Test
	void purgeWhenAccessIsTheDefaultShouldAnswer405() {
		Connection connection = new Connection();
		try (RunningConsumer readOnly = new RunningConsumer()) {
			readOnly.tenant().alloc(connection);
			assertThat(readOnly.request("DELETE", "/shadows/tenant")).startsWith("405 ");
			assertThat(readOnly.request("DELETE", "/shadows?confirm=all")).startsWith("405 ");
			assertThat(readOnly.request("GET", "/shadows/tenant")).startsWith("200 ");
			assertThat(readOnly.tenant().has(connection)).isTrue();
		}
	}

	@Test
	void anyWhenNotExposedShouldAnswer404() {
		try (RunningConsumer hidden = new RunningConsumer("--management.endpoints.web.exposure.include=prometheus")) {
			assertThat(hidden.request("GET", "/shadows")).startsWith("404 ");
		}
	}

}
