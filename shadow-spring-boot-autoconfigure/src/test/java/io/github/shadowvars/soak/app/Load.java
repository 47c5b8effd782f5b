package io.github.shadowvars.soak.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that use a registry in every way, an operator and a scraper. They count
 * constructed and destroyed values themselves.
 */
final class Load {

	private static final int PARENTS = 5_000;

	private static final int TYPES = 3;

	private static final int WORKERS = 3;

	private static final List<String> REQUESTS = List.of("GET ", "GET ?limit=1", "GET /soak-1", "GET /0x2?limit=1000",
			"GET /soak-3?check=reachability", "POST /soak-1 full", "POST /soak-1 sampled", "POST /soak-1 off",
			"DELETE /soak-2", "GET /soak-2", "DELETE ?confirm=all");

	private final AtomicReferenceArray<Object> parents = new AtomicReferenceArray<>(PARENTS);

	private final LongAdder constructed = new LongAdder();

	private final LongAdder destroyed = new LongAdder();

	private final LongAdder operations = new LongAdder();

	private final LongAdder requests = new LongAdder();

	private final LongAdder scrapes = new LongAdder();

	private final List<ShadowVariable<Object, Object>> variables = new ArrayList<>();

	private final List<ShadowType<Object, Object>> types;

	private final ShadowRegistry registry;

	private final MeterRegistry meters;

	private final String url;

	Load(ShadowRegistry registry, MeterRegistry meters, String port) {
		this.registry = registry;
		this.meters = meters;
		this.url = "http://localhost:" + port + "/actuator/shadows";
		this.types = IntStream.rangeClosed(1, TYPES).mapToObj(this::type).toList();
		this.types.forEach((type) -> this.variables.add(registry.register(type)));
		IntStream.range(0, PARENTS).forEach((i) -> this.parents.set(i, new Object()));
	}

	private ShadowType<Object, Object> type(int id) {
		return ShadowType.builder(Object.class, Object.class)
			.id(id)
			.name("soak-" + id)
			.constructor((parent) -> construct())
			.destructor((parent, value, cause) -> destroy())
			.build();
	}

	private Object construct() {
		if (ThreadLocalRandom.current().nextInt(1000) == 0) {
			throw new ExpectedException();
		}
		this.constructed.increment();
		return new Object();
	}

	private void destroy() {
		this.destroyed.increment();
		if (ThreadLocalRandom.current().nextInt(100_000) == 0) {
			throw new ExpectedException();
		}
	}

	void run(Duration duration) throws Exception {
		long end = System.nanoTime() + duration.toNanos();
		ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 2);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < WORKERS; i++) {
				running.add(threads.submit(until(end, this::operate, 0)));
			}
			HttpClient http = HttpClient.newHttpClient();
			Random random = new Random();
			running.add(
					threads.submit(until(end, () -> request(http, REQUESTS.get(random.nextInt(REQUESTS.size()))), 20)));
			running.add(threads.submit(until(end, this::scrape, 100)));
			for (Future<?> future : running) {
				future.get();
			}
		}
		finally {
			threads.shutdownNow();
			assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static Callable<@Nullable Void> until(long end, Step step, long pauseMillis) {
		return () -> {
			while (System.nanoTime() < end) {
				step.run();
				if (pauseMillis > 0) {
					TimeUnit.MILLISECONDS.sleep(pauseMillis);
				}
			}
			return null;
		};
	}

	private void operate() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int index = random.nextInt(PARENTS);
		Object parent = this.parents.get(index);
		ShadowVariable<Object, Object> variable = this.variables.get(random.nextInt(TYPES));
		int operation = random.nextInt(100_000);
		try {
			if (operation == 0) {
				variable.freeAll();
			}
			else if (operation < 10) {
				this.registry.register(variable.type()).close();
			}
			else if (operation < 20) {
				variable.forEach(100, (visited, value, allocation) -> assertThat(visited).isNotSameAs(value));
			}
			else if (operation < 2_000) {
				// The variables of the old parent are freed after it was collected
				this.parents.set(index, new Object());
			}
			else if (operation < 5_000) {
				this.registry.freeParent(parent);
			}
			else if (operation < 25_000) {
				variable.free(parent);
			}
			else if (operation < 50_000) {
				variable.getOrAlloc(parent);
			}
			else if (operation < 55_000 && !variable.has(parent)) {
				this.registry.getOrAlloc(parent, variable.id(), (self) -> construct());
			}
			else {
				variable.get(parent);
			}
		}
		catch (ExpectedException ex) {
			// A constructor that failed: nothing was attached.
		}
		this.operations.increment();
	}

	private void request(HttpClient http, String line) throws Exception {
		String[] words = line.split(" ", -1);
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + words[1]));
		if (words.length > 2) {
			request.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"tracking\":\"%s\"}".formatted(words[2])));
		}
		else {
			request.method(words[0], BodyPublishers.noBody());
		}
		HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).as("%s: %s", line, response.body()).isEqualTo(200);
		this.requests.increment();
	}

	private void scrape() {
		for (Meter meter : this.meters.getMeters()) {
			if (meter.getId().getName().startsWith("shadow.")) {
				for (Measurement measurement : meter.measure()) {
					assertThat(measurement.getValue()).isNotNegative();
				}
			}
		}
		this.scrapes.increment();
	}

	private static void attachToNothing(ShadowVariable<Object, Object> variable) {
		try {
			variable.alloc(new Object());
		}
		catch (ExpectedException ex) {
			// Some constructors fail on purpose
		}
	}

	/**
	 * Asserts that each constructed value is live or destroyed, and that the meters show
	 * the same.
	 */
	void assertBalanceWhileOpen() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			// On a busy machine, the load may have had neither a dead parent of each id
			// nor a collection
			this.variables.forEach(Load::attachToNothing);
			System.gc();
			assertThat(this.variables).allMatch(
					(variable) -> variable.stats().freed().getOrDefault(FreeCause.PARENT_COLLECTED, 0L) > 0,
					"parents were collected");
		});
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.constructed.sum() - this.destroyed.sum())
				.isEqualTo(this.variables.stream().mapToLong(ShadowVariable::count).sum()));
		for (ShadowVariable<?, ?> variable : this.variables) {
			Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				ShadowStats stats = variable.stats();
				assertThat(stats.allocated() - stats.freed().values().stream().mapToLong(Long::longValue).sum())
					.isEqualTo(stats.live());
				assertThat(this.meters.get("shadow.variables").tag("name", variable.name()).gauge().value())
					.isEqualTo((double) stats.live());
				assertThat(this.meters.get("shadow.allocations").tag("name", variable.name()).functionCounter().count())
					.isEqualTo((double) stats.allocated());
			});
		}
	}

	void assertBalanceOnceClosed() {
		assertThat(this.destroyed.sum()).isEqualTo(this.constructed.sum());
		assertThat(this.meters.getMeters()).noneMatch((meter) -> meter.getId().getName().startsWith("shadow."));
	}

	long[] counts() {
		return new long[] { this.operations.sum(), this.constructed.sum(), this.destroyed.sum(), this.requests.sum(),
				this.scrapes.sum() };
	}

	private interface Step {

		void run() throws Exception;

	}

	private static final class ExpectedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		ExpectedException() {
			super("expected", null, false, false);
		}

	}

}
