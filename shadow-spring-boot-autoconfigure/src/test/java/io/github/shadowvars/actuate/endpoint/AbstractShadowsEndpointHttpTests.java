package io.github.shadowvars.actuate.endpoint;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import com.acme.Attaching;
import com.jayway.jsonpath.JsonPath;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowsEndpoint} over HTTP, the same on every web server.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AbstractShadowsEndpointHttpTests {

	private static final ShadowType<Object, String> LOCK = ShadowType.builder(Object.class, String.class)
		.id(0x1)
		.name("ps-lock")
		.description("Power-save <lock>")
		.constructor((parent) -> "a secret")
		.build();

	private static final String ID_NOT_IN_PATH = "400 {\"error\":\"The id must be in the path, but is a parameter; "
			+ "remove it from the query or the body, and send the request to the path of the id\"}";

	private static final String[] ANY = { "Accept", "*/*" };

	private static final HttpClient http = HttpClient.newHttpClient();

	private final List<ShadowVariable<?, ?>> handles = new ArrayList<>();

	private final ConfigurableApplicationContext context;

	private final ShadowRegistry registry;

	AbstractShadowsEndpointHttpTests(WebApplicationType type) {
		this.context = start(type, "--management.endpoint.shadows.access=unrestricted");
		this.registry = this.context.getBean(ShadowRegistry.class);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@AfterEach
	void unregister() {
		this.handles.forEach((handle) -> handle.track(ShadowTracking.OFF));
		this.handles.forEach(ShadowVariable::close);
		this.handles.clear();
	}

	@Test
	void listWhenNoIdIsInUseShouldBeEmpty() {
		assertThat(get("")).isEqualTo("200 {\"total\":0,\"live\":0,\"shadows\":[]}");
	}

	@Test
	void listWhenIdsAreInUseShouldShowThemByUnsignedId() {
		register(ShadowType.builder(Thread.class, Integer.class).id(Long.MIN_VALUE).build());
		ShadowVariable<Object, String> lock = register(LOCK);
		register(LOCK);
		Object parent = new Object();
		lock.alloc(parent);
		lock.free(parent);
		lock.alloc(parent);
		assertThat(get("")).isEqualTo("200 {\"total\":2,\"live\":1,\"shadows\":["
				+ "{\"id\":\"0x1\",\"name\":\"ps-lock\",\"description\":\"Power-save <lock>\","
				+ "\"parentType\":\"java.lang.Object\",\"valueType\":\"java.lang.String\","
				+ "\"live\":1,\"allocated\":2,\"owners\":2,\"tracking\":\"off\"},"
				+ "{\"id\":\"0x8000000000000000\",\"name\":\"0x8000000000000000\","
				+ "\"parentType\":\"java.lang.Thread\",\"valueType\":\"java.lang.Integer\","
				+ "\"live\":0,\"allocated\":0,\"owners\":1,\"tracking\":\"off\"}]}");
		assertThat(lock.has(parent)).isTrue();
	}

	@Test
	void listWhenIdsComeAndGoShouldContinueAfterTheLastOne() {
		ShadowVariable<?, ?> first = register(1);
		ShadowVariable<?, ?> second = register(2);
		register(5);
		register(-1);
		assertThat(ids(get("?limit=2"))).containsExactly("0x1", "0x2");
		assertThat(get("?limit=2")).contains("\"total\":4").contains("\"next\":\"0x2\"");
		first.close();
		second.close();
		register(3);
		assertThat(ids(get("?limit=2&after=0x2"))).containsExactly("0x3", "0x5");
		assertThat(get("?limit=2&after=0x2")).contains("\"next\":\"0x5\"");
		assertThat(ids(get("?limit=2&after=5"))).containsExactly("0xffffffffffffffff");
		assertThat(get("?limit=2&after=5")).doesNotContain("next");
		assertThat(ids(get("?after=18446744073709551615"))).isEmpty();
	}

	@Test
	void listWhenAfterIsANameShouldStartBehindIt() {
		register(LOCK);
		register(2);
		assertThat(ids(get("?after=ps-lock"))).containsExactly("0x2");
	}

	@Test
	void listWhenLimitIsOmittedShouldShowAHundred() {
		for (long id = 1; id <= 101; id++) {
			register(id);
		}
		assertThat(ids(get(""))).hasSize(100);
		assertThat(get("")).contains("\"next\":\"0x64\"");
		assertThat(ids(get("?limit=1000"))).hasSize(101);
		assertThat(ids(get("?limit=101"))).hasSize(101);
		assertThat(get("?limit=101")).doesNotContain("next");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1001", "-1", "many", "1.5", "99999999999", "" })
	void readWhenLimitIsOutOfRangeShouldAnswer400(String limit) {
		register(LOCK);
		String error = "400 {\"error\":\"limit must be a number from 1 to 1000, but is '%s'; use for example limit=100\"}"
			.formatted(limit);
		assertThat(get("?limit=" + limit)).isEqualTo(error);
		assertThat(get("/ps-lock?limit=" + limit)).isEqualTo(error);
	}

	@ParameterizedTest
	@CsvSource({ "0xzz,0xzz", "0x,0x", "12ab,12ab", "18446744073709551616,18446744073709551616",
			"0x10000000000000000,0x10000000000000000", "0x%2B1,0x+1", "1%3Cb%3E,1<b>" })
	void anyWhenNumberIsMalformedShouldAnswer400(String path, String id) {
		String error = "400 {\"error\":\"An id that starts with a digit must be an unsigned 64-bit number, but is '%s'; "
			.formatted(id) + "use decimal or hex, for example 4660 or 0x1234\"}";
		assertThat(get("/" + path)).isEqualTo(error);
		assertThat(delete("/" + path)).isEqualTo(error);
		assertThat(get("?after=" + path)).isEqualTo(error);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0x2", "18446744073709551615", "no-lock", "-1", "%22" })
	void anyWhenIdIsUnknownShouldAnswer404(String id) {
		register(LOCK);
		String error = "404 {\"error\":\"No shadow variable has the id or name '%s'; use an id or a name that the endpoint lists\"}"
			.formatted(id.replace("%22", "\\\""));
		assertThat(get("/" + id)).isEqualTo(error);
		assertThat(delete("/" + id)).isEqualTo(error);
	}

	@ParameterizedTest
	@ValueSource(strings = { "no-lock", "-1", "" })
	void listWhenAfterIsUnknownNameShouldAnswer400(String after) {
		assertThat(get("?after=" + after))
			.isEqualTo(("400 {\"error\":\"after must be an id or a registered name, but is '%s'; use the value of "
					+ "next from the previous page\"}")
				.formatted(after));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0x1", "0X01", "1", "01", "ps-lock" })
	void getWhenIdIsInUseShouldShowIt(String id) {
		ShadowVariable<Object, String> lock = register(LOCK);
		Object parent = new Object();
		lock.alloc(parent);
		assertThat(get("/" + id)).isEqualTo("200 {\"id\":\"0x1\",\"name\":\"ps-lock\","
				+ "\"description\":\"Power-save <lock>\",\"parentType\":\"java.lang.Object\","
				+ "\"valueType\":\"java.lang.String\",\"live\":1,\"allocated\":1,\"owners\":1,\"tracking\":\"off\",\"freed\":{},"
				+ "\"duplicates\":0,\"constructorFailures\":0,\"destructorFailures\":0,\"scanned\":1,"
				+ "\"complete\":true,\"parents\":[{\"type\":\"java.lang.Object\",\"live\":1}],"
				+ "\"variables\":[{\"parent\":\"java.lang.Object@%s\"}]}"
					.formatted(Integer.toHexString(System.identityHashCode(parent))));
	}

	@Test
	void getWhenVariablesWereFreedShouldShowTheCauses() {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		lock.free(this);
		lock.alloc(this);
		this.registry.freeParent(this);
		assertThat(get("/1")).contains("\"freed\":{\"FREED\":1,\"PARENT_DESTROYED\":1}");
	}

	@Test
	void getWhenParentsAreHostileShouldCallNoneOfTheirMethods() {
		ShadowVariable<Object, String> lock = register(LOCK);
		List<Object> parents = List.of(new Object(), new Hostile(), new Hostile());
		parents.forEach(lock::alloc);
		String body = get("/1?limit=2");
		assertThat(body).startsWith("200 ")
			.contains("\"scanned\":3,\"complete\":true")
			.contains("\"parents\":[{\"type\":\"%s\",\"live\":2},{\"type\":\"java.lang.Object\",\"live\":1}]"
				.formatted(Hostile.class.getName()))
			.doesNotContain("secret");
		assertThat(JsonPath.<List<String>>read(body.substring(4), "$.variables[*].parent")).hasSize(2);
		assertThat(delete("/1")).isEqualTo("200 {\"id\":\"0x1\",\"freed\":3,\"destructorFailures\":0}");
		assertThat(parents).hasSize(3);
	}

	@Test
	void getWhenLimitIsOmittedShouldShowTwentyVariables() {
		ShadowVariable<Object, String> lock = register(LOCK);
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 21; i++) {
			parents.add(new Object());
			lock.alloc(parents.get(i));
		}
		String body = get("/1");
		assertThat(JsonPath.<List<String>>read(body.substring(4), "$.variables[*].parent")).hasSize(20);
		assertThat(body).contains("\"scanned\":21").contains("\"live\":21}]");
		assertThat(parents).hasSize(21);
	}

	@Test
	void getWhenIdIsUntypedAndUnsignedShouldFindIt() {
		register(-2);
		assertThat(get("/18446744073709551614")).startsWith("200 {\"id\":\"0xfffffffffffffffe\"");
		assertThat(get("/0xFFFFFFFFFFFFFFFE")).startsWith("200 {\"id\":\"0xfffffffffffffffe\"");
	}

	@Test
	void postWhenTrackingIsFullShouldShowSitesAndAges() {
		ShadowVariable<Object, String> lock = register(LOCK);
		Object untracked = new Object();
		lock.alloc(untracked);
		assertThat(get("/ps-lock")).doesNotContain("sites", "oldest", "age");
		assertThat(post("/ps-lock", "{\"tracking\":\"full\"}"))
			.isEqualTo("200 {\"id\":\"0x1\",\"name\":\"ps-lock\",\"description\":\"Power-save <lock>\","
					+ "\"parentType\":\"java.lang.Object\",\"valueType\":\"java.lang.String\","
					+ "\"live\":1,\"allocated\":1,\"owners\":1,\"tracking\":\"full\"}");
		assertThat(get("/ps-lock")).contains("\"tracking\":\"full\"", "\"sites\":[]").doesNotContain("oldest");
		List<Object> parents = Attaching.often(lock);
		Object last = Attaching.once(lock);
		String body = get("/ps-lock").substring(4);
		assertThat(JsonPath.<List<String>>read(body, "$.sites[*].site")).satisfiesExactly(
				(site) -> assertThat(site).matches("com\\.acme\\.Attaching\\.often\\(Attaching\\.java:\\d+\\)"),
				(site) -> assertThat(site).startsWith("com.acme.Attaching.once("));
		assertThat(JsonPath.<List<Integer>>read(body, "$.sites[*].live")).containsExactly(parents.size(), 1);
		assertThat(JsonPath.<List<Object>>read(body, "$.sites[*].sampled")).isEmpty();
		assertThat(JsonPath.<String>read(body, "$.oldest.parent")).isIn(parents.stream()
			.map((parent) -> "java.lang.Object@" + Integer.toHexString(System.identityHashCode(parent)))
			.toList());
		assertThat(JsonPath.<String>read(body, "$.oldest.site")).startsWith("com.acme.Attaching.often(");
		assertThat(Duration.parse(JsonPath.read(body, "$.oldest.age"))).isPositive();
		assertThat(JsonPath.<List<String>>read(body, "$.variables[*].age")).hasSize(parents.size() + 1);
		assertThat(JsonPath.<List<String>>read(body, "$.variables[*].parent")).hasSize(parents.size() + 2);
		assertThat(post("/0x1", "{\"tracking\":\"off\"}")).endsWith("\"tracking\":\"off\"}");
		assertThat(get("/ps-lock")).contains("\"tracking\":\"off\"", "\"sites\":[{");
		assertThat(List.of(untracked, last)).hasSize(2);
	}

	@Test
	void getWhenSitesAreEstimatedShouldSaySo() {
		ShadowVariable<Object, String> lock = register(LOCK);
		post("/1", "{\"tracking\":\"sampled\"}");
		List<Object> parents = IntStream.range(0, 5000).mapToObj((i) -> Attaching.once(lock)).toList();
		String body = get("/1").substring(4);
		assertThat(JsonPath.<List<Boolean>>read(body, "$.sites[*].sampled")).containsExactly(true);
		assertThat(JsonPath.<List<Double>>read(body, "$.sites[*].rate")).containsExactly(0.01);
		// 50 are expected in the sample, and at most 120 by chance
		assertThat(JsonPath.<Integer>read(body, "$.sites[0].live")).isBetween(100, 12_000)
			.satisfies((live) -> assertThat(live % 100).isZero());
		assertThat(parents).hasSize(5000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"tracking":"loud"} | 'loud'
			{"tracking":""}     | ''
			{"tracking":null}   | missing
			{"tracking":true}   | 'true'
			{}                  | missing
			{"level":"full"}    | missing
			""")
	void postWhenLevelIsWrongShouldAnswer400(String body, String shown) {
		ShadowVariable<Object, String> lock = register(LOCK);
		assertThat(post("/ps-lock", body))
			.isEqualTo("400 {\"error\":\"tracking must be off, sampled or full, but is %s; ".formatted(shown)
					+ "send for example {\\\"tracking\\\":\\\"full\\\"}\"}");
		assertThat(lock.tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void postWhenTheIdIsUnknownOrElsewhereShouldChangeNothing() {
		ShadowVariable<Object, String> lock = register(LOCK);
		ShadowVariable<Object, Object> other = register(2);
		assertThat(post("/3", "{\"tracking\":\"full\"}")).startsWith("404 {\"error\":\"No shadow variable has the id");
		assertThat(post("/0xzz", "{\"tracking\":\"full\"}")).startsWith("400 {\"error\":\"An id that starts");
		assertThat(post("/ps-lock", "{\"tracking\":\"full\",\"id\":\"0x2\"}")).isEqualTo(ID_NOT_IN_PATH);
		assertThat(post("/ps-lock?id=2", "{\"tracking\":\"full\"}")).isEqualTo(ID_NOT_IN_PATH);
		assertThat(post("", "{\"tracking\":\"full\"}")).startsWith("404 ");
		assertThat(post("/ps-lock", "tracking")).startsWith("400 ");
		assertThat(lock.tracking()).isEqualTo(ShadowTracking.OFF);
		assertThat(other.tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void getWhenReachabilityIsCheckedShouldShowPathsByClass() {
		ShadowVariable<Object, Object> variable = register(5);
		List<Object> parents = IntStream.range(0, 120).mapToObj((i) -> new Object()).toList();
		parents.forEach((parent) -> variable.alloc(parent, (self) -> new Object[] { "a secret", self }));
		assertThat(get("/5")).doesNotContain("reachability");
		assertThat(get("/5?limit=1&check=reachability"))
			.endsWith(",\"reachability\":{\"checked\":100,\"reachesParent\":100,\"doesNot\":0,\"unknown\":0,\"paths\":["
					+ "{\"result\":\"reaches parent\",\"path\":\"value[]\","
					+ "\"classes\":[\"[Ljava.lang.Object;\",\"java.lang.Object\"],\"variables\":100}]}}")
			.doesNotContain("secret");
		variable.freeAll();
		variable.alloc(parents.get(0), (self) -> "a secret");
		variable.alloc(parents.get(1), (self) -> new FutureTask<>(() -> "a secret"));
		variable.alloc(parents.get(2), (self) -> new Object[] { self });
		String body = get("/5?check=reachability").substring(4);
		assertThat(JsonPath.<List<String>>read(body, "$.reachability.paths[*].result"))
			.containsExactly("reaches parent", "unknown");
		assertThat(JsonPath.<List<String>>read(body, "$.reachability.paths[*].reason")).singleElement()
			.asString()
			.startsWith("java.util.concurrent.FutureTask hides its fields");
		assertThat(body).contains("\"checked\":3,\"reachesParent\":1,\"doesNot\":1,\"unknown\":1,");
		variable.freeAll();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "all", "REACHABILITY" })
	void getWhenTheCheckIsUnknownShouldAnswer400(String check) {
		register(LOCK);
		assertThat(get("/ps-lock?check=" + check)).isEqualTo(
				"400 {\"error\":\"check must be reachability, but is '%s'; use check=reachability, ".formatted(check)
						+ "or leave it out\"}");
	}

	@Test
	void deleteWhenIdIsInUseShouldPurgeItsVariables() {
		List<FreeCause> causes = new CopyOnWriteArrayList<>();
		ShadowVariable<Object, String> variable = register(ShadowType.builder(Object.class, String.class)
			.id(7)
			.name("failing")
			.constructor((parent) -> "value")
			.destructor((parent, value, cause) -> {
				causes.add(cause);
				throw new IllegalStateException("test");
			})
			.build());
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		variable.alloc(this);
		assertThat(delete("/failing")).isEqualTo("200 {\"id\":\"0x7\",\"freed\":1,\"destructorFailures\":1}");
		assertThat(causes).containsExactly(FreeCause.PURGED);
		assertThat(lock.has(this)).isTrue();
		assertThat(delete("/7")).isEqualTo("200 {\"id\":\"0x7\",\"freed\":0,\"destructorFailures\":0}");
	}

	@Test
	void deleteWhenAllIsConfirmedShouldPurgeEveryId() {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		this.registry.alloc(this, register(9).id(), (parent) -> "value");
		assertThat(delete("?confirm=all")).isEqualTo("200 {\"id\":\"*\",\"freed\":2,\"destructorFailures\":0}");
		assertThat(get("")).contains("\"total\":2,\"live\":0");
	}

	@ParameterizedTest
	@CsvSource({ "'',missing", "?confirm=,''''''", "?confirm=ALL,'''ALL'''", "?confirm=true,'''true'''" })
	void deleteWhenAllIsNotConfirmedShouldAnswer400(String query, String shown) {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		assertThat(delete(query))
			.isEqualTo("400 {\"error\":\"A purge of every id must be confirmed, but confirm is %s; ".formatted(shown)
					+ "use confirm=all, or name one id\"}");
		assertThat(lock.has(this)).isTrue();
	}

	@Test
	void linksShouldNameTheEndpointWithoutATemplate() {
		assertThat(request(this.context, "GET", "").body()).contains("\"shadows\":{\"href\":\"http://localhost:")
			.contains("/actuator/shadows\",\"templated\":false}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/0x1?id=0x2", "/ps-lock?id=2", "/1?id=1", "/1?id=", "/1?id=2&id=2", "/1?limit=1&%69d=2" })
	void anyWhenIdIsAlsoAParameterShouldAnswer400(String path) {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		this.registry.alloc(this, register(2).id(), (parent) -> "value");
		assertThat(get(path)).isEqualTo(ID_NOT_IN_PATH);
		assertThat(delete(path)).isEqualTo(ID_NOT_IN_PATH);
		assertThat(lock.has(this)).isTrue();
		assertThat(this.registry.get(this, 2)).isEqualTo("value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "?confirm=all&id=0x1", "?id=2&confirm=all", "?confirm=all&id=", "?confirm=all&id=1&id=2" })
	void deleteWhenAllIsConfirmedForOneIdShouldAnswer400(String query) {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		assertThat(delete(query)).isEqualTo(ID_NOT_IN_PATH);
		assertThat(lock.has(this)).isTrue();
	}

	@Test
	void anyWhenPathGoesOnAfterTheIdShouldAnswer404() {
		ShadowVariable<Object, String> lock = register(LOCK);
		lock.alloc(this);
		String error = "404 {\"error\":\"No shadow variable has the id or name '0x1/0x1'; use an id or a name that "
				+ "the endpoint lists\"}";
		assertThat(get("/0x1/0x1")).isEqualTo(error);
		assertThat(delete("/0x1/0x1")).isEqualTo(error);
		assertThat(get("/")).startsWith("404 ");
		assertThat(delete("/?confirm=all")).startsWith("404 ");
		assertThat(lock.has(this)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "GET,'',200", "GET,/ps-lock,200", "GET,/%3Cscript%3Ealert(1),404", "DELETE,/%3Cscript%3Ealert(1),404",
			"GET,/1%3Cscript%3E,400", "DELETE,/1%3Cscript%3E,400", "GET,?limit=%3Cscript%3E,400",
			"GET,?after=%3Cscript%3E,400", "DELETE,?confirm=%3Cscript%3E,400", "GET,/1?id=%3Cscript%3E,400" })
	void anyWhenTextHasMarkupShouldAnswerJson(String method, String path, int status) {
		register(LOCK);
		String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
		HttpResponse<String> response = send(this.context, method, path, "Accept", browser);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().allValues("Content-Type")).singleElement()
			.asString()
			.matches("application/(vnd\\.spring-boot\\.actuator\\.v3\\+)?json");
		assertThat(response.body()).startsWith("{").endsWith("}");
	}

	@Test
	void anyWhenOnlyHtmlIsAcceptedShouldEchoNothing() {
		register(LOCK);
		for (String path : List.of("", "/ps-lock", "/%3Cscript%3E", "?limit=%3Cscript%3E")) {
			HttpResponse<String> response = send(this.context, "GET", path, "Accept", "text/html");
			assertThat(response.statusCode()).isEqualTo(406);
			assertThat(response.body()).doesNotContainIgnoringCase("script").doesNotContain("<lock>");
		}
	}

	private ShadowVariable<Object, Object> register(long id) {
		return register(ShadowType.builder(Object.class, Object.class).id(id).build());
	}

	private <P, V> ShadowVariable<P, V> register(ShadowType<P, V> type) {
		ShadowVariable<P, V> handle = this.registry.register(type);
		this.handles.add(handle);
		return handle;
	}

	private static List<String> ids(String answer) {
		assertThat(answer).startsWith("200 ");
		return JsonPath.read(answer.substring(4), "$.shadows[*].id");
	}

	private String get(String path) {
		return answer(send(this.context, "GET", path));
	}

	private String delete(String path) {
		return answer(send(this.context, "DELETE", path));
	}

	private String post(String path, String body) {
		return answer(post(this.context, path, body));
	}

	private static String answer(HttpResponse<String> response) {
		return response.statusCode() + " " + response.body();
	}

	static HttpResponse<String> send(ConfigurableApplicationContext context, String method, String path,
			String... headers) {
		return request(context, method, "/shadows" + path, headers);
	}

	static HttpResponse<String> post(ConfigurableApplicationContext context, String path, String body) {
		return request(context, "POST", "/shadows" + path, BodyPublishers.ofString(body), "Content-Type",
				"application/json", "Accept", "*/*");
	}

	private static HttpResponse<String> request(ConfigurableApplicationContext context, String method, String path,
			String... headers) {
		return request(context, method, path, BodyPublishers.noBody(), (headers.length > 0) ? headers : ANY);
	}

	private static HttpResponse<String> request(ConfigurableApplicationContext context, String method, String path,
			BodyPublisher body, String... headers) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		try {
			return http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator" + path))
				.method(method, body)
				.headers(headers)
				.build(), BodyHandlers.ofString());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "management.endpoints.web.exposure.include=shadows",
					"spring.main.banner-mode=off")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static final class Hostile {

		@Override
		@SuppressWarnings("EqualsUnsafeCast")
		public boolean equals(Object other) {
			throw new AssertionError("equals");
		}

		@Override
		public int hashCode() {
			throw new AssertionError("hashCode");
		}

		@Override
		public String toString() {
			throw new AssertionError("toString");
		}

	}

}
