package io.github.shadowvars.demo.stations;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.vendor.AccessPoint;
import io.github.shadowvars.demo.vendor.Station;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "demo.traffic.enabled=false", "demo.access-point.stations-before-patch=3" })
class StationControllerTests {

	private static final String IN_FLIGHT = "02:00:00:00:00:01";

	private static final String FIRST_WOKEN = "02:00:00:00:00:02";

	private static final String SLEEPER = "02:00:00:00:00:03";

	private static final String NEW = "02:00:00:00:00:2a";

	@LocalServerPort
	private int port;

	@Autowired
	private AccessPoint accessPoint;

	@Autowired
	private ShadowVariable<Station, ReentrantLock> psLock;

	private RestTestClient client;

	@AfterEach
	void forget() {
		this.accessPoint.lose(NEW);
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void listShouldShowStationFromBeforePatchWithoutItsVariables() {
		String parent = Station.class.getName() + "@"
				+ Integer.toHexString(System.identityHashCode(this.accessPoint.station(IN_FLIGHT)));
		this.client.get()
			.uri("/stations")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0]")
			.isEqualTo(Map.of("address", IN_FLIGHT, "parent", parent, "asleep", false, "buffered", 0, "delivered", 0,
					"psLock", false, "psDelivery", false));
	}

	@Test
	void associateWhenNewShouldAnswer201WithLocationAndLock() {
		associate(NEW.toUpperCase(Locale.ROOT)).expectStatus()
			.isCreated()
			.expectHeader()
			.location("/stations/" + NEW)
			.expectBody()
			.jsonPath("$.address")
			.isEqualTo(NEW)
			.jsonPath("$.psLock")
			.isEqualTo(true);
		this.client.get().uri("/stations/" + NEW).exchange().expectStatus().isOk();
	}

	@Test
	void associateWhenAssociatedShouldAnswer409() {
		associate(IN_FLIGHT).expectStatus()
			.isEqualTo(409)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("02:00:00:00:00:01 is associated already; drop it first");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "02:00:00:00:00", "02-00-00-00-00-01", "zz:00:00:00:00:01", "<script>" })
	void associateWhenAddressIsMalformedShouldAnswer400(String address) {
		associate(address).expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("address must be six bytes in hex, but is '%s'; use for example 02:00:00:00:00:01"
				.formatted(address));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{", "null", "" })
	void associateWhenBodyHasNoAddressShouldAnswer400(String body) {
		this.client.post()
			.uri("/stations")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	@Test
	void wakeWhenInFlightShouldAttachBothVariables() {
		this.client.post()
			.uri("/stations/{address}/wake", FIRST_WOKEN)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.psLock")
			.isEqualTo(true)
			.jsonPath("$.psDelivery")
			.isEqualTo(true);
	}

	@Test
	void sleepShouldSendStationToSleepUntilItWakes() {
		this.client.post()
			.uri("/stations/{address}/sleep", SLEEPER)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.asleep")
			.isEqualTo(true);
		this.client.post()
			.uri("/stations/{address}/wake", SLEEPER)
			.exchange()
			.expectBody()
			.jsonPath("$.asleep")
			.isEqualTo(false);
	}

	@Test
	void dropShouldFreeLockAndForgetStation() {
		Station sta = associated(NEW);
		drop(NEW).expectStatus().isNoContent();
		assertThat(this.psLock.has(sta)).isFalse();
		drop(NEW).expectStatus().isNotFound();
	}

	@Test
	void dropWhenWithoutGoodbyeShouldForgetStationAndFreeNothing() {
		Station sta = associated(NEW);
		this.client.delete().uri("/stations/{address}?goodbye=false", NEW).exchange().expectStatus().isNoContent();
		assertThat(this.psLock.has(sta)).isTrue();
		this.client.get().uri("/stations/{address}", NEW).exchange().expectStatus().isNotFound();
	}

	@Test
	void showWhenUnknownShouldAnswer404() {
		this.client.get()
			.uri("/stations/{address}", NEW)
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("No station 02:00:00:00:00:2a is associated; GET /stations lists those that are");
	}

	@Test
	void wakeWhenUnknownShouldAnswer404() {
		this.client.post().uri("/stations/{address}/wake", NEW).exchange().expectStatus().isNotFound();
	}

	@Test
	void wakeWhenMalformedShouldAnswer400() {
		this.client.post().uri("/stations/nonsense/wake").exchange().expectStatus().isBadRequest();
	}

	@Test
	void dropWhenMalformedShouldAnswer400() {
		drop("nonsense").expectStatus().isBadRequest();
	}

	private Station associated(String address) {
		associate(address).expectStatus().isCreated();
		return Objects.requireNonNull(this.accessPoint.station(address));
	}

	private RestTestClient.ResponseSpec associate(String address) {
		return this.client.post()
			.uri("/stations")
			.contentType(MediaType.APPLICATION_JSON)
			// As a browser does
			.accept(MediaType.TEXT_HTML, MediaType.ALL)
			.body(Map.of("address", address))
			.exchange();
	}

	private RestTestClient.ResponseSpec drop(String address) {
		return this.client.delete().uri("/stations/{address}", address).exchange();
	}

}
