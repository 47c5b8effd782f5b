package io.github.shadowvars.demo.dashboard;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.demo.InstalledPrograms;
import io.github.shadowvars.demo.RequiresPrograms;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.Keys;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("once")
@RequiresPrograms(InstalledPrograms.BROWSER)
class DashboardBrowserTests {

	private static final String NOTICE = "#notice";

	private static final String CONNECTION = "#connection";

	private static final String LIVE_LOCKS = "#shadow-0x1 .live b";

	private static Browser browser;

	private RunningDemo demo;

	@BeforeAll
	static void open() {
		browser = Browser.open();
	}

	@AfterAll
	static void quit() {
		browser.close();
	}

	@BeforeEach
	void start() {
		this.demo = RunningDemo.start();
		browser.go(this.demo.url());
		browser.complaints();
	}

	@AfterEach
	void stop() {
		browser.reset();
		this.demo.close();
	}

	@Test
	void countsWhenStationsComeAndGoShouldMove() {
		restart("--demo.traffic.enabled=true", "--demo.traffic.interval=50ms", "--demo.traffic.collect-interval=1s");
		await().until(() -> allocated("ps-lock") > 0);
		browser.run("window.first = document.querySelector('#chart-0x1 canvas')");
		long before = allocated("ps-lock");
		await().until(() -> allocated("ps-lock") > before && !browser.text("#shadow-0x1 .went td + td + td").isEmpty());
		assertThat(browser.run("return document.querySelector('#chart-0x1 canvas') === window.first")).isEqualTo(true);
		await().untilAsserted(
				() -> assertThat(browser.run("return document.querySelector('#shadow-0x1 [role=img]').ariaLabel"))
					.asString()
					.matches(
							"Live variables of ps-lock over the last minute: 0 at least, [1-9]\\d* at most, now \\d+"));
		assertThat(browser.text("#shadow-0x1 .newest")).contains("06:").matches("(?s).*\\d+ s.*");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void chartShouldBeDrawn() {
		browser.click("#perform-LIFE");
		await().untilAsserted(() -> assertThat(inked()).isPositive());
	}

	@Test
	void lifeShouldAttachLockToNewStationAndFreeItWithGoodbye() {
		browser.click("#perform-LIFE");
		await().untilAsserted(() -> assertThat(browser.text("#outcome-LIFE"))
			.matches("(?s)02:00:00:.* is here, and its lock came with it\\.\\s+Say goodbye"));
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("1"));
		browser.click("#outcome-LIFE button");
		await().untilAsserted(() -> assertThat(browser.text("#outcome-LIFE"))
			.matches("02:00:00:.* has left, and its lock was freed just before\\."));
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("0"));
		assertThat(browser.text("#shadow-0x1 .went")).matches("freed\\s+[\\d.]+\\s+1");
	}

	@Test
	void inFlightShouldGiveLocksToStationsFromBeforeUntilAllHaveThem() {
		for (String address : List.of("02:00:00:00:00:01", "02:00:00:00:00:02")) {
			browser.click("#perform-IN_FLIGHT");
			await().untilAsserted(() -> assertThat(browser.text("#outcome-IN_FLIGHT"))
				.isEqualTo(address + " had no lock. It woke, got one, and was sent the 0 frames that waited."));
		}
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("2"));
		browser.click("#perform-IN_FLIGHT");
		await().untilAsserted(() -> assertThat(browser.text("#outcome-IN_FLIGHT"))
			.isEqualTo("Every station has its lock by now. Purge ps-lock, and all of them are in flight again."));
	}

	@Test
	void flagShouldMarkStation() {
		browser.click("#perform-FLAG");
		await().untilAsserted(() -> assertThat(browser.text("#outcome-FLAG"))
			.matches("02:00:00:.* woke through the new code and is marked\\. Now 1 of 3 stations are marked\\."));
		await().untilAsserted(() -> assertThat(browser.text("#shadow-0x2 .live b")).isEqualTo("1"));
	}

	@Test
	void useCasesShouldShowTheCodeBehindThem() {
		assertThat(browser.text("#use-LIFE mark")).isEqualTo("this.psLock.alloc(sta);");
		assertThat(browser.text("#use-IN_FLIGHT mark")).isEqualTo("locked(this.psLock.getOrAlloc(sta), wakeUp);");
		assertThat(browser.text("#use-FLAG mark")).isEqualTo("this.psDelivery.getOrAlloc(sta);");
	}

	@Test
	void purgeWhenConfirmedByKeyboardShouldSaySo() {
		browser.click("#perform-IN_FLIGHT");
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("1"));
		browser.focus("#purge-0x1");
		browser.press(Keys.ENTER);
		await().untilAsserted(() -> assertThat(browser.text("#confirm-0x1")).startsWith("Purge ps-lock?")
			.contains("Each of the 1 live variables is freed now, and its destructor runs if the type has one."));
		await().until(() -> focused().equals("Keep them"));
		browser.press(Keys.TAB);
		assertThat(focused()).isEqualTo("Free 1 variable");
		browser.press(Keys.ENTER);
		await().untilAsserted(() -> assertThat(browser.text(NOTICE)).isEqualTo("Purged 1 variable of ps-lock."));
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("0"));
		assertThat(browser.shows("#confirm-0x1")).isFalse();
		assertThat(browser.text("#shadow-0x1 .went")).matches("purged\\s+[\\d.]+\\s+1");
		assertThat(browser.run("return document.activeElement.id")).isEqualTo("purge-0x1");
	}

	@Test
	void purgeWhenNotConfirmedShouldKeepVariables() {
		browser.click("#perform-IN_FLIGHT");
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("1"));
		browser.click("#purge-0x1");
		await().until(() -> focused().equals("Keep them"));
		browser.press(Keys.ENTER);
		await().until(() -> !browser.shows("#confirm-0x1"));
		browser.click("#perform-LIFE");
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("2"));
	}

	@Test
	void trackingWhenSwitchedOnShouldShowWhereVariablesAreAttached() {
		assertThat(browser.text("#shadow-0x1 [aria-pressed=true]")).isEqualTo("off");
		browser.click("#track-full-0x1");
		await().untilAsserted(
				() -> assertThat(browser.text(NOTICE)).isEqualTo("Tracking of ps-lock is full from now on."));
		await().untilAsserted(() -> assertThat(browser.text("#shadow-0x1 [aria-pressed=true]")).isEqualTo("full"));
		browser.click("#perform-LIFE");
		await().untilAsserted(() -> assertThat(browser.text("#shadow-0x1 .tracking li"))
			.matches("PowerSavePatch\\.associated:\\d+ 1"));
	}

	@Test
	void evictShouldFreeTheVariablesOfThePoolsConnections() {
		restart("--demo.traffic.enabled=true", "--demo.traffic.interval=20ms");
		await().until(() -> !browser.text("#shadow-0x4 .live b").equals("0"));
		browser.click("#evict-0x4");
		await().untilAsserted(() -> assertThat(browser.text(NOTICE))
			.matches("The pool closes its \\d connections?; their variables are freed as parent_destroyed\\."));
		await().untilAsserted(() -> assertThat(browser.text("#shadow-0x4 .went")).startsWith("parent destroyed"));
	}

	@Test
	void leakShouldBeStartedFoundExplainedAndFixed() {
		restart("--demo.traffic.enabled=true", "--demo.traffic.interval=5ms", "--demo.traffic.collect-interval=100ms");
		assertThat(browser.text("#leak-title")).isEqualTo("Watch a leak, from start to fix");
		browser.click("#start-leak");
		await().untilAsserted(() -> assertThat(browser.text("#leak-title")).isEqualTo("A leak is running"));
		await().until(() -> browser.shows("#ask-0x3") && browser.shows("#ask-0x1"));
		assertThat(browser.text("#leak-title")).isEqualTo("The leak is found");
		assertThat(browser.text("#shadow-0x3")).contains("grows like a leak");
		browser.click("#ask-0x3");
		await().untilAsserted(() -> assertThat(browser.text("#why-0x3")).matches(
				"(\\d+) of \\1 values that were checked hold their own parent, so neither is collected: SignalHistory alarm → lambda arg\\$1 → Station "
						+ "Attached at SignalMonitor\\.java:\\d+"));
		browser.click("#ask-0x1");
		await().untilAsserted(
				() -> assertThat(browser.text("#why-0x1")).matches("\\d+ of \\d+ parents are held by signal-history\\. "
						+ "These variables are freed once that leak is fixed; nothing is wrong with ps-lock\\."));
		browser.click("#fix-leak");
		await().untilAsserted(() -> assertThat(browser.text("#leak-title")).isEqualTo("The leak is fixed"));
		await().until(() -> !browser.shows(".suspect"));
	}

	@Test
	void pageShouldHaveNoAccessibilityViolations() {
		restart("--demo.traffic.enabled=true", "--demo.traffic.interval=5ms", "--demo.traffic.collect-interval=100ms");
		browser.click("#start-leak");
		await().until(() -> browser.shows("#ask-0x3"));
		browser.click("#ask-0x3");
		await().until(() -> !browser.text("#why-0x3").isEmpty());
		for (String colorScheme : List.of("light", "dark")) {
			browser.prefer(colorScheme);
			assertThat(browser.violations()).as(colorScheme).isEmpty();
		}
		browser.resize(390, 1440, 2, true);
		assertThat(browser.violations()).as("on a phone").isEmpty();
		browser.click("#details-0x1 summary");
		browser.click("#purge-0x1");
		await().until(() -> focused().equals("Keep them"));
		assertThat(browser.violations()).as("while it asks").isEmpty();
	}

	@Test
	void pageWhenReducedMotionIsPreferredShouldNotMove() {
		browser.prefer("light", "reduce");
		browser.click("#perform-LIFE");
		await().until(() -> browser.shows(".fresh"));
		assertThat(browser.run("""
				return document.getAnimations().filter((animation) =>
					animation.effect.getComputedTiming().activeDuration > 1).length""")).isEqualTo(0L);
	}

	@Test
	void codeShouldNotBeCutOff() {
		browser.resize(1440, 900, 1, false);
		assertThat(browser.run("""
				return [...document.querySelectorAll('.code, .code pre')].filter((code) =>
					code.scrollWidth > code.clientWidth).length""")).isEqualTo(0L);
		assertThat(browser.run("return document.querySelectorAll('.code mark').length")).isEqualTo(5L);
	}

	@Test
	void cardsWhenTheirNumberIsOddShouldLeaveNoHalfRowEmpty() {
		assertThat(browser.run("""
				const cards = document.querySelectorAll('.shadow');
				const right = (element) => Math.round(element.getBoundingClientRect().right);
				return cards.length === 3 && right(cards[2]) === right(document.querySelector('.shadows'))"""))
			.isEqualTo(true);
	}

	@Test
	void stationShouldComeSleepWakeAndVanish() {
		String tile = "#station-02000000002a";
		browser.type("#address", "02:00:00:00:00:2A" + Keys.ENTER);
		await().untilAsserted(() -> assertThat(browser.text(NOTICE)).isEqualTo("02:00:00:00:00:2a is here."));
		await()
			.untilAsserted(() -> assertThat(browser.text(tile)).contains("awake", "ps-lock : yes", "ps-delivery : no"));
		browser.click(tile + " .actions button");
		await().untilAsserted(() -> assertThat(browser.text(tile)).contains("asleep"));
		browser.click(tile + " .actions button");
		await().untilAsserted(() -> assertThat(browser.text(tile)).contains("awake", "ps-delivery : yes"));
		browser.click(tile + " .actions button:last-child");
		await().untilAsserted(() -> assertThat(browser.text(NOTICE))
			.isEqualTo("02:00:00:00:00:2a has vanished; its variables are freed once it is collected."));
		await().untilAsserted(() -> assertThat(browser.text(tile)).contains("gone"));
		await().untilAsserted(() -> assertThat(browser.text(tile)).isEmpty());
	}

	@Test
	void associateWhenAddressIsMalformedShouldSayWhatIsRight() {
		browser.type("#address", "nonsense" + Keys.ENTER);
		await().untilAsserted(() -> assertThat(browser.text(NOTICE))
			.isEqualTo("address must be six bytes in hex, but is 'nonsense'; use for example 02:00:00:00:00:01"));
	}

	@Test
	void purgeWhenEndpointIsReadOnlyShouldSayWhatAllowsIt() {
		restart("--management.endpoint.shadows.access=read-only");
		purge();
		await().untilAsserted(() -> assertThat(browser.text(NOTICE)).isEqualTo("DELETE /actuator/shadows/0x1 is not "
				+ "allowed (405); management.endpoint.shadows.access=unrestricted would allow it"));
	}

	@Test
	void purgeWhenForbiddenShouldSaySo() {
		stop();
		this.demo = RunningDemo.start(List.of(CsrfConfiguration.class), "--spring.autoconfigure.exclude=");
		browser.go(this.demo.url());
		purge();
		await().untilAsserted(() -> assertThat(browser.text(NOTICE)).isEqualTo(
				"The server forbids this (403). Spring Security requires a CSRF token, or rights that you do not have."));
	}

	@Test
	void pageWhenEndpointIsNotExposedShouldSaySo() {
		restart("--management.endpoints.web.exposure.include=health,prometheus");
		await().untilAsserted(() -> assertThat(browser.text("#shadows .failure")).isEqualTo("GET /actuator/shadows is "
				+ "not there (404); list its endpoint in management.endpoints.web.exposure.include"));
		await().untilAsserted(() -> assertThat(browser.text("#stations")).contains("02:00:00:00:00:01"));
	}

	@Test
	void pageWhenServerIsGoneAndBackShouldSaySo() {
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("0"));
		assertThat(browser.text(CONNECTION)).isEqualTo("Connected");
		String port = URI.create(this.demo.url()).getPort() + "";
		this.demo.close();
		await().untilAsserted(() -> assertThat(browser.text(NOTICE))
			.isEqualTo("The server does not answer. The page keeps trying; start the demo again if it has stopped."));
		assertThat(browser.text(CONNECTION)).matches("No answer since .*; what you see is old");
		this.demo = RunningDemo.start("--server.port=" + port);
		await().untilAsserted(() -> assertThat(browser.text(CONNECTION)).startsWith("Connected again since "));
		await().untilAsserted(() -> assertThat(browser.text(NOTICE)).isEmpty());
	}

	@Test
	void pageShouldComeFromTheDemoAlone() {
		Object others = browser.run("""
				return performance.getEntriesByType('resource').map((entry) => entry.name)
					.filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:'))""");
		assertThat(others).isEqualTo(List.of());
		assertThat(browser.run("return performance.getEntriesByType('resource').length")).asString()
			.satisfies((count) -> assertThat(Integer.parseInt(count)).isGreaterThanOrEqualTo(5));
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void pageWhenNarrowShouldNotScrollSideways() {
		browser.resize(360, 740, 2, true);
		browser.go(this.demo.url());
		assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
		assertThat(browser.shows("#details-0x1 .newest")).isFalse();
		browser.click("#details-0x1 summary");
		await().until(() -> browser.shows("#details-0x1 .newest"));
		browser.click("#perform-LIFE");
		await().untilAsserted(() -> assertThat(browser.text(LIVE_LOCKS)).isEqualTo("1"));
		assertThat(browser.shows("#details-0x1 .newest")).isTrue();
	}

	@Test
	void pageOnAPhoneShouldBeShortAndShowMoreWhenAsked() {
		restart("--demo.access-point.stations-before-patch=30");
		browser.resize(390, 844, 2, true);
		await().until(() -> !browser.shows(".tile:nth-child(4)"));
		assertThat(browser.shows(".tile:nth-child(3)")).isTrue();
		assertThat(browser.shows("#code-LIFE pre")).isFalse();
		assertThat((Long) browser.run("return document.documentElement.scrollHeight")).isLessThan(2600L);
		browser.click("#code-LIFE summary");
		await().until(() -> browser.shows("#code-LIFE pre"));
		browser.click("#all-stations");
		assertThat(browser.shows(".tile:nth-child(30)")).isTrue();
		assertThat(browser.text("#all-stations")).isEqualTo("Show fewer stations");
	}

	@Test
	void pageWhenDarkIsPreferredShouldBeDark() {
		String background = "return getComputedStyle(document.body).backgroundColor";
		browser.prefer("light");
		Object light = browser.run(background);
		browser.prefer("dark");
		assertThat(light).isEqualTo("rgb(246, 245, 242)");
		assertThat(browser.run(background)).isEqualTo("rgb(19, 20, 23)");
	}

	@Test
	@EnabledIfSystemProperty(named = "demo.screenshots", matches = ".+",
			disabledReason = "Pictures for the README are taken with -Ddemo.screenshots=docs")
	void pictures() {
		restart("--demo.traffic.enabled=true", "--demo.access-point.stations-before-patch=4");
		await().atMost(2, TimeUnit.MINUTES).until(() -> allocated("ps-lock") > 20);
		browser.click("#start-leak");
		await().atMost(4, TimeUnit.MINUTES).until(() -> browser.shows("#ask-0x3") && browser.shows("#ask-0x1"));
		for (String id : List.of("0x3", "0x1")) {
			browser.click("#ask-" + id);
			await().until(() -> !browser.text("#why-" + id).isEmpty());
		}
		Path directory = Path.of(Objects.requireNonNull(System.getProperty("demo.screenshots")));
		picture(directory.resolve("light.png"), "light", 1280, 1);
		picture(directory.resolve("dark.png"), "dark", 1280, 1);
		picture(directory.resolve("phone.png"), "light", 390, 2);
	}

	private static void picture(Path file, String colorScheme, int width, int scale) {
		browser.resize(width, 1440, scale, width < 640);
		browser.prefer(colorScheme);
		await().until(() -> Long.valueOf(width).equals(browser.run("return innerWidth")));
		browser.run("scrollTo(0, 0)");
		browser.save(file);
	}

	private void restart(String... arguments) {
		stop();
		browser.complaints();
		this.demo = RunningDemo.start(arguments);
		browser.go(this.demo.url());
	}

	private static void purge() {
		browser.click("#purge-0x1");
		browser.click("#confirm-0x1 .danger");
	}

	private static String focused() {
		return String.valueOf(browser.run("return document.activeElement.innerText.replace(/\\s+/g, ' ')"));
	}

	private static long allocated(String name) {
		return Long.parseLong(
				"0" + browser.text("#shadow-" + (name.equals("ps-lock") ? "0x1" : "0x2") + " .came td:last-child"));
	}

	// Counts the coloured pixels of the chart
	private static long inked() {
		Object count = browser.run("""
				const canvas = document.querySelector('#chart-0x1 canvas');
				return canvas ? canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
					.filter((value, at) => at % 4 === 3 && value > 0).length : 0""");
		return Long.parseLong(String.valueOf(count));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(30, TimeUnit.SECONDS);
	}

	static class CsrfConfiguration {

		@Bean
		SecurityFilterChain everyoneMayAskWithToken(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

}
