package io.github.shadowvars.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the README and the pages: their code is compiled, their links lead somewhere,
 * and their tables are complete.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Path DOCS = ROOT.resolve("shadow-spring-boot-starter/docs");

	/**
	 * All code that is compiled, read once for all pages.
	 */
	private static final List<String> SOURCES = Stream
		.of("src", "../shadow-spring-boot-autoconfigure/src/main/java",
				"../shadow-spring-boot-autoconfigure/src/test/java")
		.flatMap(DocumentationTests::sources)
		.toList();

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final Pattern FENCE = Pattern.compile("```.*?```", Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("(?:]\\(|src=\"|srcset=\")([^)\"\\s]+)[)\"]");

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/**
	 * The first cell of a row about methods.
	 */
	private static final Pattern METHODS = Pattern.compile("^\\| (`\\w+\\([\\w, ]*\\)`[^|]*)\\|", Pattern.MULTILINE);

	/**
	 * Name, default and meaning.
	 */
	private static final Pattern PROPERTY = Pattern.compile("\\| `shadow\\.[^|]+\\|[^|]*\\|[^|]+\\|");

	/**
	 * The name and the type of a meter in Prometheus' text format.
	 */
	private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

	/**
	 * A property and its environment variable, each with a value.
	 */
	private static final Pattern EXAMPLE = Pattern.compile("^\\| `(shadow\\.[^=]+)=([^`]+)` \\| `([^=]+)=([^`]+)` \\|$",
			Pattern.MULTILINE);

	private static final String ANY_LIFETIME = "shadow.lifetimes.";

	static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
		for (String directory : List.of("shadow-spring-boot-starter/docs", "shadow-spring-boot-autoconfigure/docs")) {
			try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
				files.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
			}
		}
		assertThat(pages).hasSizeGreaterThan(20);
		return pages;
	}

	@Test
	void readmeShouldBeReadInAMinute() {
		assertThat(read(ROOT.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(250);
	}

	@Test
	void commandsShouldBeOneLineAfterTheirMark() {
		String readme = read(ROOT.resolve("README.md"));
		assertThat(readme).containsPattern("<!-- demo command -->\n```sh\nmvn [^\n]+\n```")
			.containsPattern("<!-- test command -->\n```sh\nmvn [^\n]+\n```");
	}

	@Test
	void firstExampleShouldFitTwentyFiveLines() {
		// Its two classes, without the lines between members
		assertThat(JAVA.matcher(read(ROOT.resolve("README.md")))
			.results()
			.limit(2)
			.flatMap((snippet) -> group(snippet).lines())
			.filter((line) -> !line.isBlank())).hasSizeBetween(10, 25);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void codeShouldBeCutFromWhatIsCompiled(Path page) {
		assertThat(SOURCES).hasSizeGreaterThan(100);
		assertThat(JAVA.matcher(read(page)).results().map((snippet) -> withoutIndent(group(snippet))))
			.allSatisfy((snippet) -> assertThat(snippet).isNotBlank())
			.allSatisfy((snippet) -> assertThat(SOURCES).as("a source that contains the code of %s", page)
				.anySatisfy((source) -> assertThat(source).contains(snippet)));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void alertsShouldBeCutFromTheRulesThatAreTested(Path page) {
		String rules = withoutIndent(read(ROOT.resolve("demo-app/observability/shadow-alerts.yml")));
		assertThat(YAML.matcher(read(page)).results().map((snippet) -> withoutIndent(group(snippet))))
			.allSatisfy((snippet) -> assertThat(rules).contains(snippet));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksShouldLeadSomewhere(Path page) {
		List<String> dead = LINK.matcher(FENCE.matcher(read(page)).replaceAll(""))
			.results()
			.map(DocumentationTests::group)
			.filter((link) -> !link.startsWith("http"))
			.filter((link) -> !leadsSomewhere(page, link))
			.toList();
		assertThat(dead).as("dead links of %s", page).isEmpty();
	}

	private static boolean leadsSomewhere(Path page, String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? page : Objects.requireNonNull(page.getParent()).resolve(parts[0]);
		return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
	}

	/**
	 * Returns the anchors that GitHub gives to the headings of a page.
	 */
	private static Set<String> anchors(Path page) {
		return HEADING.matcher(FENCE.matcher(read(page)).replaceAll(""))
			.results()
			.map(DocumentationTests::group)
			.map((heading) -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageShouldBeLinkedFromAnother(Path page) throws IOException {
		String name = page.getFileName().toString();
		if (name.equals("README.md")) {
			return;
		}
		assertThat(pages()).as("a page that links to %s", name)
			.anySatisfy((other) -> assertThat(read(other)).containsPattern("[(/]" + Pattern.quote(name) + "[)#]"));
	}

	@Test
	void propertiesShouldBeThoseOfTheMetadata() throws IOException {
		Set<String> documented = documentedProperties();
		Set<String> known = new TreeSet<>();
		for (URL url : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
					known.add(property.path("name").asString());
				}
			}
		}
		known.removeIf((name) -> !name.startsWith("shadow.") || name.equals("shadow.types"));
		boolean lifetimes = known.removeIf((name) -> name.startsWith(ANY_LIFETIME) && name.endsWith(".enabled"));
		assertThat(documented.remove("shadow.lifetimes.<name>.enabled")).isEqualTo(lifetimes);
		assertThat(documented).isEqualTo(known);
	}

	@Test
	void eachPropertyShouldHaveAnExampleAndAnEnvironmentVariable() {
		Set<String> examples = new TreeSet<>();
		assertThat(EXAMPLE.matcher(read(DOCS.resolve("configuration.md"))).results()).allSatisfy((example) -> {
			String name = example.group(1);
			assertThat(example.group(3)).isEqualTo(name.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", ""));
			assertThat(example.group(4)).isEqualTo(example.group(2));
			examples.add(name.replace(".ps-lock.", ".<name>.").replace("lifetimes.jdbc.", "lifetimes.<name>."));
		});
		assertThat(examples).isEqualTo(documentedProperties());
	}

	private static Set<String> documentedProperties() {
		return read(DOCS.resolve("configuration.md")).lines()
			.filter((line) -> PROPERTY.matcher(line).matches())
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void methodsShouldBeThoseOfShadowVariable() {
		List<String> documented = METHODS.matcher(read(DOCS.resolve("getting-started.md")))
			.results()
			.flatMap((methods) -> CODE.matcher(group(methods)).results().map(DocumentationTests::group))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(Stream.of(ShadowVariable.class.getMethods())
			.filter((method) -> !method.isBridge())
			.map((method) -> Stream.of(method.getParameters())
				.map(Parameter::getName)
				.collect(Collectors.joining(", ", method.getName() + "(", ")")))
			.toList());
	}

	@Test
	void metersShouldBeThoseOfTheBinder() {
		Set<String> documented = read(DOCS.resolve("metrics.md")).lines()
			.filter((line) -> line.startsWith("| `shadow."))
			.flatMap((line) -> CODE.matcher(line).results().map(DocumentationTests::group))
			.filter((code) -> code.startsWith("shadow."))
			.collect(Collectors.toCollection(TreeSet::new));
		try (ShadowRegistry registry = ShadowRegistry.create();
				ShadowMeterBinder binder = new ShadowMeterBinder(registry, 100)) {
			SimpleMeterRegistry meters = new SimpleMeterRegistry();
			binder.bindTo(meters);
			registry.alloc(new Object(), 1, (parent) -> "value");
			assertThat(documented).isEqualTo(meters.getMeters()
				.stream()
				.map(Meter::getId)
				.map(Meter.Id::getName)
				.collect(Collectors.toCollection(TreeSet::new)));
		}
	}

	@Test
	void prometheusNamesShouldBeThoseThatAreScraped() {
		List<String> documented = read(DOCS.resolve("metrics.md")).lines()
			.filter((line) -> line.startsWith("| `shadow."))
			.map((line) -> line.split("\\|"))
			.map((cells) -> meter(code(cells[1]), code(cells[2]), cells[3].strip().split(":", 2)[0], cells[5].strip()))
			.toList();
		try (ShadowRegistry registry = ShadowRegistry.create();
				ShadowMeterBinder binder = new ShadowMeterBinder(registry, 100)) {
			PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
			binder.bindTo(meters);
			registry.alloc(new Object(), 1, (parent) -> "value");
			Map<String, String> types = TYPE.matcher(meters.scrape())
				.results()
				.collect(Collectors.toMap((result) -> result.group(1), (result) -> result.group(2)));
			assertThat(documented)
				.containsExactlyInAnyOrderElementsOf(meters.getMeters().stream().map(Meter::getId).map((id) -> {
					String convention = id.getConventionName(meters.config().namingConvention());
					// The suffix of a counter is added when it is written
					String name = types.containsKey(convention) ? convention : convention + "_total";
					return meter(id.getName(), name, types.getOrDefault(name, "not scraped"),
							Objects.requireNonNullElse(id.getBaseUnit(), ""));
				}).distinct().toList());
		}
	}

	private static String meter(String name, String prometheusName, String type, String unit) {
		return "%s is scraped as %s, a %s in '%s'".formatted(name, prometheusName, type, unit);
	}

	private static String code(String cell) {
		return cell.replace('`', ' ').strip();
	}

	private static Stream<String> sources(String directory) {
		try (Stream<Path> files = Files.walk(Path.of(directory))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map((file) -> withoutIndent(read(file)))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String group(MatchResult result) {
		return Objects.requireNonNull(result.group(1));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String withoutIndent(String code) {
		return code.lines().map(String::strip).collect(Collectors.joining("\n"));
	}

}
