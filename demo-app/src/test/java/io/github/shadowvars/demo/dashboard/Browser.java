package io.github.shadowvars.demo.dashboard;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;

import io.github.shadowvars.demo.InstalledPrograms;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.webjars.WebJarVersionLocator;

/**
 * Chromium without a window.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	static Browser open() {
		List<File> programs = InstalledPrograms.BROWSER.files();
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(programs.get(1))
			.usingAnyFreePort()
			.build();
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.WARNING);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(programs.get(0));
		// Root has no sandbox; and the browser must load nothing but the demo
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--window-size=1280,900", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--hide-scrollbars");
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriver driver = new ChromeDriver(service, options);
		driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
		return new Browser(driver);
	}

	void go(String url) {
		this.driver.get(url);
	}

	void click(String selector) {
		// The part of the page may be replaced between finding and clicking
		Awaitility.await().ignoreException(StaleElementReferenceException.class).until(() -> {
			this.driver.findElement(By.cssSelector(selector)).click();
			return true;
		});
	}

	void type(String selector, String text) {
		this.driver.findElement(By.cssSelector(selector)).sendKeys(text);
	}

	/** Sends keys to the focused element. */
	void press(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	void focus(String selector) {
		run("document.querySelector(arguments[0]).focus()", selector);
	}

	/** Returns the visible text, or an empty text if there is no such element. */
	String text(String selector) {
		return Objects.toString(run(
				"return document.querySelector(arguments[0])?.innerText.replace(/\\s+/g, ' ').trim() ?? ''", selector));
	}

	boolean shows(String selector) {
		return Boolean.TRUE
			.equals(run("return document.querySelector(arguments[0])?.checkVisibility() ?? false", selector));
	}

	@Nullable Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	void prefer(String colorScheme) {
		prefer(colorScheme, "no-preference");
	}

	void prefer(String colorScheme, String motion) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme),
						Map.of("name", "prefers-reduced-motion", "value", motion))));
	}

	/** Returns the violations of WCAG 2.1, level AA, that axe finds on the page. */
	List<String> violations() {
		run(axe());
		Object found = this.driver.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then((result) =>
					done(result.violations.flatMap(({ id, nodes }) => nodes.map((node) =>
						`${id}: ${node.target} ${node.failureSummary}`))), (failure) => done([String(failure)]))""");
		return ((List<?>) Objects.requireNonNull(found)).stream().map(Objects::toString).toList();
	}

	private static String axe() {
		String path = new WebJarVersionLocator().fullPath("axe-core", "axe.min.js");
		try (InputStream script = Browser.class.getResourceAsStream("/" + path)) {
			return new String(Objects.requireNonNull(script, "axe-core must be in the class path").readAllBytes(),
					StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void resize(int width, int height, int scale, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
	}

	/** Leaves the page, and resets the emulated preferences. */
	void reset() {
		this.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
		prefer("light");
		go("about:blank");
	}

	void save(Path picture) {
		Object data = this.driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png")).get("data");
		try {
			Files.write(picture, Base64.getDecoder().decode(Objects.toString(data)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the warnings and errors of the console since the last call. */
	List<String> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
