package io.github.shadowvars.actuate.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import com.jayway.jsonpath.JsonPath;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends hostile requests to the endpoint with unrestricted access. Every answer must have
 * a documented status and a bounded size, and show no value. No variable may be lost.
 */
@SuppressWarnings("NullAway.Init") // before the first test
class ShadowsEndpointAttackTests {

	private static final int MAX_ANSWER_BYTES = 512 << 10;

	private static final String[] HOSTILE = { "%00", "%2e%2e", "..", "..;/", ";a=b", "x-lock;x=1", "%2F", "%5C", "%",
			"%zz", "%C0%AF", "%F0%9F%92%A9", "0x1/../2", "0x1%2F..", "+1", "1e3", "-0", "0x-1", "%D9%A1", "NaN", "null",
			"0x" + "f".repeat(4000), "9".repeat(4000), "a".repeat(4000), "*", "**", "{id}", "${id}", "%24%7Bid%7D",
			"%0D%0ASet-Cookie:x=y", "<script>", "'\"--" };

	private static final List<Object> parents = IntStream.range(0, 3).mapToObj((i) -> new Object()).toList();

	private static ConfigurableApplicationContext context;

	private static ShadowRegistry registry;

	private static ShadowVariable<Object, String> lock;

	private static RawHttp http;

	@BeforeContainer
	static void start() {
		context = AbstractShadowsEndpointHttpTests.start(WebApplicationType.SERVLET,
				"--management.endpoint.shadows.access=unrestricted", "--logging.level.root=off");
		registry = context.getBean(ShadowRegistry.class);
		lock = registry.register(ShadowType.builder(Object.class, String.class)
			.id(0x1)
			.name("ps-lock")
			.constructor((parent) -> "a secret")
			.build());
		parents.forEach(lock::alloc);
		http = new RawHttp(Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")));
	}

	@AfterContainer
	static void stop() {
		context.close();
	}

	@Property(tries = 1000, seed = "4711")
	void anyWhenTheRequestIsMadeUpShouldAnswerADocumentedStatus(@ForAll("methods") String method,
			@ForAll("paths") String path, @ForAll("queries") String query, @ForAll("bodies") String body,
			@ForAll("types") String type) {
		RawHttp.Answer answer = http.send(method, "/actuator/shadows" + path + query, type, body);
		assertThat(answer.status()).as(answer.text()).isIn(200, 400, 404, 405, 406, 415, 501);
		assertThat(answer.text()).hasSizeLessThan(MAX_ANSWER_BYTES).doesNotContain("a secret");
		assertThat(parents).allMatch(lock::has);
		assertThat(registry.find(0x1)).isNotNull();
	}

	@Provide
	Arbitrary<String> methods() {
		return Arbitraries.of("GET", "GET", "GET", "POST", "POST", "DELETE", "HEAD", "PUT", "PATCH", "OPTIONS", "TRACE",
				"FOO");
	}

	@Provide
	Arbitrary<String> paths() {
		Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(30).map(RawHttp::encode);
		// Existing ids are not used, because a DELETE of them is not an attack
		return Arbitraries.oneOf(Arbitraries.just(""), Arbitraries.of(HOSTILE).map((hostile) -> "/" + hostile),
				anything.map((text) -> "/x" + text), anything.map((text) -> "/0" + text + "z"));
	}

	@Provide
	Arbitrary<String> queries() {
		Arbitrary<String> names = Arbitraries.of("limit", "after", "check", "id", "tracking", "%69d", "x", "");
		Arbitrary<String> values = Arbitraries.oneOf(
				Arbitraries.of(HOSTILE).filter((hostile) -> !hostile.contains("<")),
				Arbitraries.strings().all().ofMaxLength(20).map(RawHttp::encode),
				Arbitraries.integers().map(String::valueOf), Arbitraries.of("0x1", "ps-lock", "reachability", "full"));
		return Combinators.combine(names, values)
			.as((name, value) -> name + "=" + value)
			.list()
			.ofMaxSize(4)
			.map((parameters) -> parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
	}

	@Provide
	Arbitrary<String> bodies() {
		return Arbitraries.oneOf(Arbitraries.just(""), Arbitraries.strings().all().ofMaxLength(100),
				Arbitraries.of("{\"tracking\":\"full\"}", "{\"tracking\":", "{\"tracking\":{\"a\":[1]}}",
						"{\"tracking\":[\"full\"]}", "{\"id\":\"0x1\",\"tracking\":\"full\"}", "[]", "null", "\"full\"",
						"[".repeat(20_000), "{\"a\":".repeat(5_000), "{\"tracking\":\"" + "x".repeat(100_000) + "\"}",
						"{\"tracking\":" + "9".repeat(10_000) + "}"));
	}

	// Without those that Spring MVC answers with 500 on any path: wildcards, and parts
	// without a boundary
	@Provide
	Arbitrary<String> types() {
		return Arbitraries.of("application/json", "application/json", "application/vnd.spring-boot.actuator.v3+json",
				"text/plain", "application/x-www-form-urlencoded", "nonsense", "a/b;c");
	}

	@Example
	void listWhenIdsAreTenThousandShouldShowThemInBoundedPages() {
		Object parent = new Object();
		for (long id = 1; id <= 10_000; id++) {
			registry.alloc(parent, id << 40, (self) -> "a secret");
		}
		List<String> ids = new ArrayList<>();
		String next = "0xff";
		while (next != null) {
			RawHttp.Answer answer = http.send("GET", "/actuator/shadows?limit=1000&after=" + next, "application/json",
					"");
			assertThat(answer.text()).hasSizeLessThan(MAX_ANSWER_BYTES).contains("\"live\":10003,");
			ids.addAll(JsonPath.read(answer.body(), "$.shadows[*].id"));
			next = answer.body().contains("\"next\"") ? JsonPath.read(answer.body(), "$.next") : null;
		}
		assertThat(ids).hasSize(10_000).doesNotHaveDuplicates();
		assertThat(http.send("GET", "/actuator/shadows/" + ids.get(9_999), "application/json", "").status())
			.isEqualTo(200);
		assertThat(registry.freeParent(parent)).isEqualTo(10_000);
	}

	@Example
	void deleteWhenManyPurgeAndListAtOnceShouldFreeEachVariableOnce() throws Exception {
		LongAdder destroyed = new LongAdder();
		List<Object> many = IntStream.range(0, 50_000).mapToObj((i) -> new Object()).toList();
		ExecutorService threads = Executors.newFixedThreadPool(6);
		try (ShadowVariable<Object, Object> variable = registry.register(ShadowType.builder(Object.class, Object.class)
			.id(0x2)
			.constructor((parent) -> "a secret")
			.onFree((value) -> destroyed.increment())
			.build())) {
			variable.track(ShadowTracking.FULL);
			List<Callable<Long>> calls = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				List<Object> own = many.subList(i * 12_500, (i + 1) * 12_500);
				calls.add(() -> {
					own.forEach(variable::alloc);
					return 0L;
				});
			}
			for (int i = 0; i < 2; i++) {
				calls.add(() -> {
					long freed = 0;
					for (int j = 0; j < 100; j++) {
						assertThat(http.send("GET", "/actuator/shadows/2?limit=1000&check=reachability",
								"application/json", ""))
							.satisfies((answer) -> assertThat(answer.status()).isEqualTo(200))
							.satisfies((answer) -> assertThat(answer.text()).hasSizeLessThan(MAX_ANSWER_BYTES));
						freed += JsonPath.<Integer>read(
								http.send("DELETE", "/actuator/shadows/2", "application/json", "").body(), "$.freed");
					}
					return freed;
				});
			}
			long freed = 0;
			for (Future<Long> call : threads.invokeAll(calls)) {
				freed += call.get();
			}
			freed += variable.purge().freed();
			assertThat(freed).isEqualTo(many.size());
			assertThat(destroyed.sum()).isEqualTo(many.size());
			assertThat(variable.count()).isZero();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(parents).allMatch(lock::has);
	}

}
