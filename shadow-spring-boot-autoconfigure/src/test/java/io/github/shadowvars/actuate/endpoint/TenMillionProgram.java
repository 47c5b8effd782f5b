package io.github.shadowvars.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

import com.jayway.jsonpath.JsonPath;
import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with ten million live variables of one id. Reads them, sends malformed
 * requests, tracks, and purges all of them while it continues to read.
 */
final class TenMillionProgram {

	static final String DONE = "Each of 10000000 was constructed once and destroyed once";

	private static final int NUMBER = 10_000_000;

	// Attached while the id is tracked
	private static final int TRACKED = 10_000;

	private static final int PURGES = 2;

	private static final int MAX_SCANNED = 10_000;

	private static final int TIMEOUT_MILLIS = 100_000;

	// The maximal size of an answer with a thousand variables, and of any other answer,
	// including the head
	private static final int MAX_PAGE_BYTES = 128 << 10;

	private static final int MAX_ANSWER_BYTES = 8 << 10;

	private final LongAdder constructed = new LongAdder();

	private final LongAdder destroyed = new LongAdder();

	private final Object[] parents = new Object[NUMBER];

	private final ShadowRegistry registry;

	private final ShadowVariable<Object, String> many;

	private final ShadowVariable<Object, String> lock;

	private final RawHttp http;

	private TenMillionProgram(ConfigurableApplicationContext context) {
		this.registry = context.getBean(ShadowRegistry.class);
		this.many = this.registry.register(ShadowType.builder(Object.class, String.class)
			.id(0x2)
			.name("many")
			.constructor((parent) -> construct())
			.onFree((value) -> this.destroyed.increment())
			.build());
		this.lock = this.registry.register(ShadowType.builder(Object.class, String.class)
			.id(0x1)
			.name("ps-lock")
			.constructor((parent) -> "a secret")
			.build());
		this.http = new RawHttp(Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")),
				TIMEOUT_MILLIS);
	}

	/**
	 * Runs.
	 * @param args none
	 */
	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = AbstractShadowsEndpointHttpTests.start(WebApplicationType.SERVLET,
				"--management.endpoint.shadows.access=unrestricted",
				"--management.endpoints.web.exposure.include=shadows,metrics")) {
			new TenMillionProgram(context).run();
		}
		System.out.println(DONE);
	}

	private void run() {
		this.lock.alloc(this);
		attach(0, NUMBER - TRACKED);
		assertThat(post("/many", "{\"tracking\":\"full\"}")).contains("\"tracking\":\"full\"");
		attach(NUMBER - TRACKED, NUMBER);
		assertThat(post("/many", "{\"tracking\":\"off\"}")).contains("\"tracking\":\"off\"");
		refuse();
		look();
		purge();
		assertThat(this.many.count()).isZero();
		assertThat(this.parents).noneMatch(this.many::has);
		assertThat(this.many.stats())
			.isEqualTo(new ShadowStats(0, NUMBER, Map.of(FreeCause.PURGED, (long) NUMBER), 0, 0, 0));
		assertThat(this.constructed.sum()).isEqualTo(NUMBER);
		assertThat(this.destroyed.sum()).isEqualTo(NUMBER);
		assertThat(this.lock.has(this)).isTrue();
		assertThat(get("", MAX_ANSWER_BYTES)).startsWith("{\"total\":2,\"live\":1,");
		// The id is still in use
		this.many.alloc(this);
		assertThat(get("/many", MAX_ANSWER_BYTES)).contains("\"live\":1,\"allocated\":10000001,");
		assertThat(send(200, "DELETE", "/many", "", MAX_ANSWER_BYTES))
			.isEqualTo("{\"id\":\"0x2\",\"freed\":1,\"destructorFailures\":0}");
	}

	private String construct() {
		this.constructed.increment();
		return "a secret";
	}

	private void attach(int from, int to) {
		for (int i = from; i < to; i++) {
			this.parents[i] = new Object();
			this.many.alloc(this.parents[i]);
		}
	}

	private void refuse() {
		for (String path : List.of("?limit=0", "?limit=1001", "?limit=99999999999", "?after=0x", "/2x", "/-0x2?limit=x",
				"/many?limit=10000000", "/many?check=full", "/many?id=0x1")) {
			send(400, "GET", path, "", MAX_ANSWER_BYTES);
		}
		for (String path : List.of("/0x3", "/nobody", "/many/many", "/Many")) {
			send(404, "GET", path, "", MAX_ANSWER_BYTES);
			send(404, "DELETE", path, "", MAX_ANSWER_BYTES);
			send(404, "POST", path, "{\"tracking\":\"full\"}", MAX_ANSWER_BYTES);
		}
		for (String body : List.of("{}", "{\"tracking\":\"all\"}", "{\"tracking\":", "[".repeat(20_000))) {
			send(400, "POST", "/many", body, MAX_ANSWER_BYTES);
		}
		for (String path : List.of("", "?confirm=ALL", "?confirm=all&id=0x2", "/many?id=0x2")) {
			send(400, "DELETE", path, "", MAX_ANSWER_BYTES);
		}
		send(405, "PUT", "/many", "", MAX_ANSWER_BYTES);
		assertThat(this.many.count()).isEqualTo(NUMBER);
	}

	private void look() {
		assertThat(get("", MAX_ANSWER_BYTES)).startsWith("{\"total\":2,\"live\":10000001,")
			.contains("\"live\":10000000,\"allocated\":10000000,");
		assertThat(get("?after=0x1&limit=1", MAX_ANSWER_BYTES)).contains("\"name\":\"many\"");
		show("/many", 20);
		show("/0x2?limit=1000", 1000);
		assertThat(show("/many?limit=1&check=reachability", 1)).contains("\"checked\":100,");
		String meter = this.http.send("GET", "/actuator/metrics/shadow.variables?tag=name:many", "", "").body();
		assertThat(JsonPath.<Double>read(meter, "$.measurements[0].value")).isEqualTo(NUMBER);
	}

	private String show(String path, int variables) {
		String answer = get(path, MAX_PAGE_BYTES);
		assertThat(answer).contains("\"live\":10000000,\"allocated\":10000000,")
			.contains("\"freed\":{},\"duplicates\":0,")
			.contains(
					"\"scanned\":10000,\"complete\":false,\"parents\":[{\"type\":\"java.lang.Object\",\"live\":10000}],");
		assertThat(JsonPath.<List<?>>read(answer, "$.variables")).hasSize(variables);
		return answer;
	}

	private void purge() {
		List<CompletableFuture<String>> purges = new ArrayList<>();
		for (int i = 0; i < PURGES; i++) {
			purges.add(CompletableFuture.supplyAsync(() -> send(200, "DELETE", "/many", "", MAX_ANSWER_BYTES),
					this::start));
		}
		CompletableFuture<Void> all = CompletableFuture.allOf(purges.toArray(CompletableFuture[]::new));
		long live = NUMBER;
		do {
			String answer = get("/many?limit=1000&check=reachability", MAX_PAGE_BYTES);
			assertThat(JsonPath.<Integer>read(answer, "$.scanned")).isBetween(0, MAX_SCANNED);
			assertThat(JsonPath.<List<?>>read(answer, "$.variables")).hasSizeLessThanOrEqualTo(1000);
			long now = JsonPath.<Integer>read(answer, "$.live");
			assertThat(now).isBetween(0L, live);
			live = now;
			get("", MAX_ANSWER_BYTES);
			send(404, "DELETE", "/nobody", "", MAX_ANSWER_BYTES);
		}
		while (!all.isDone());
		long freed = purges.stream()
			.mapToLong((purge) -> JsonPath.<Integer>read(purge.join(), "$.freed").longValue())
			.sum();
		assertThat(freed).isEqualTo(NUMBER);
	}

	private void start(Runnable purge) {
		new Thread(purge).start();
	}

	private String get(String path, int maxBytes) {
		return send(200, "GET", path, "", maxBytes);
	}

	private String post(String path, String body) {
		return send(200, "POST", path, body, MAX_ANSWER_BYTES);
	}

	private String send(int status, String method, String path, String body, int maxBytes) {
		RawHttp.Answer answer = this.http.send(method, "/actuator/shadows" + path, "application/json", body);
		assertThat(answer.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(maxBytes);
		assertThat(answer.text()).doesNotContain("a secret");
		assertThat(answer.status()).as("%s %s: %s", method, path, answer.text()).isEqualTo(status);
		return answer.body();
	}

}
