package io.github.shadowvars.demo.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.github.shadowvars.demo.DemoClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the HTML of the page. {@link DashboardBrowserTests} test it in a browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "demo.traffic.enabled=false", "demo.access-point.stations-before-patch=1" })
class DashboardTests {

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void pageShouldShowIdsStationsAndUsesFromTheStart() {
		assertThat(get("/")).contains("<title>Shadow variables: the access point</title>", "id=\"shadow-0x1\"",
				"id=\"shadow-0x2\"", "id=\"station-020000000001\"", "id=\"use-LIFE\"", "id=\"use-IN_FLIGHT\"",
				"id=\"use-FLAG\"");
	}

	@Test
	void pageShouldHaveNeitherScriptNorStyleOfItsOwnAndNothingFromElsewhere() {
		assertThat(get("/")).doesNotContain("<style", "style=", "onclick", "src=\"http", "src=\"//")
			.containsPattern("Content-Security-Policy\" content=\"default-src 'self'; img-src 'self' data:\"")
			.doesNotContainPattern("<script[^>]*>[^<]");
		assertThat(get("/dashboard.js")).doesNotContain("innerHTML", "document.write");
	}

	@Test
	void pageShouldServeWhatItNeeds() {
		List<String> needed = Pattern.compile("<(?:link rel=\"stylesheet\" href|script src)=\"([^\"]+)\"")
			.matcher(get("/"))
			.results()
			.map((reference) -> reference.group(1))
			.toList();
		assertThat(needed).hasSize(5).allSatisfy((uri) -> assertThat(get(uri)).isNotEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "DELETE,/dashboard/shadows/0x1?name=ps-lock", "POST,/dashboard/stations?address=02:00:00:00:00:99",
			"POST,/dashboard/stations/02:00:00:00:00:01/wake", "DELETE,/dashboard/stations/02:00:00:00:00:01",
			"POST,/dashboard/uses/LIFE" })
	void actionWhenItComesFromAnotherPageShouldBeRefused(String method, String uri) {
		this.client.method(HttpMethod.valueOf(method)).uri(uri).exchange().expectStatus().isNotFound();
		assertThat(get("/stations")).contains("02:00:00:00:00:01").doesNotContain("02:00:00:00:00:99");
	}

	@Test
	void actionWhenRefusedShouldAnswerWithTheStatusAndTheNotice() {
		this.client.delete()
			.uri("/dashboard/shadows/{id}?name=<b>", "0xcafe")
			.header("HX-Request", "true")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectHeader()
			.valueEquals("HX-Retarget", "#notice")
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains("No shadow variable has the id or name &#39;0xcafe&#39;"));
	}

	@Test
	void propertiesWhenWindowIsShorterThanIntervalShouldSaySo() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DashboardProperties(Duration.ofSeconds(2), Duration.ofSeconds(1)))
			.withMessage("demo.dashboard.interval must be positive and demo.dashboard.window no shorter, but they are "
					+ "PT2S and PT1S");
	}

	private String get(String uri) {
		return new DemoClient(this.client).get(uri);
	}

}
