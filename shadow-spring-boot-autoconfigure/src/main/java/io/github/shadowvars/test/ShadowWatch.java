package io.github.shadowvars.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.shadowvars.ShadowAllocation;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowVariable;

/**
 * Watches a registry while a test runs, and fails if the test leaves variables behind:
 *
 * <pre class="code">
 * try (ShadowWatch watch = ShadowWatch.start(registry)) {
 *     // the test
 * }
 * </pre>
 *
 * With a test framework's callbacks, start it before each test and close it after. While
 * it watches, every variable is {@linkplain ShadowTracking#FULL tracked}, so that the
 * failure names the lines that attached what is left; then the levels are as they were.
 * <p>
 * What other threads attach meanwhile counts as the test's. One watch at a time is meant
 * for a registry; thread-safe.
 */
public final class ShadowWatch implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int MAX_SCANNED = 10_000;

	private final ShadowRegistryListener listener = (registry) -> trackAll();

	/**
	 * The levels as they were, by id.
	 */
	private final Map<Long, ShadowTracking> levels = new ConcurrentHashMap<>();

	/**
	 * How many variables there were, by id.
	 */
	private final Map<Long, Long> counts = new HashMap<>();

	private final long start = System.nanoTime();

	private final ShadowRegistry registry;

	private ShadowWatch(ShadowRegistry registry) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		registry.variables().forEach((variable) -> this.counts.put(variable.id(), variable.count()));
		registry.addListener(this.listener);
		trackAll();
	}

	/**
	 * Starts to watch a registry. What it has now does not count.
	 * @param registry the registry
	 * @return the watch, to be closed
	 * @throws NullPointerException if the registry is null
	 */
	public static ShadowWatch start(ShadowRegistry registry) {
		return new ShadowWatch(registry);
	}

	private void trackAll() {
		for (ShadowVariable<?, ?> variable : this.registry.variables()) {
			if (this.levels.putIfAbsent(variable.id(), variable.tracking()) == null) {
				variable.track(ShadowTracking.FULL);
			}
		}
	}

	/**
	 * Asserts that no id has more variables than when this watch was started. Those whose
	 * parents are garbage do not count: asks for garbage collections for two seconds at
	 * most, if need be.
	 * @throws AssertionError if variables are left; the message says of which ids, how
	 * many, and which lines attached them
	 */
	public void assertNothingLeft() {
		if (!GarbageCollector.collectUntil(() -> left().isEmpty(), TIMEOUT)) {
			Map<ShadowVariable<?, ?>, Long> left = left();
			if (!left.isEmpty()) {
				throw new AssertionError(left.entrySet()
					.stream()
					.map((entry) -> describe(entry.getKey(), entry.getValue()))
					.collect(Collectors.joining("\n", "Shadow variables must be freed, or their parents be let go, "
							+ "before the test ends, but some are left:\n", "")));
			}
		}
	}

	private Map<ShadowVariable<?, ?>, Long> left() {
		Map<ShadowVariable<?, ?>, Long> left = new HashMap<>();
		for (ShadowVariable<?, ?> variable : this.registry.variables()) {
			long number = variable.count() - this.counts.getOrDefault(variable.id(), 0L);
			if (number > 0) {
				left.put(variable, number);
			}
		}
		return left;
	}

	private String describe(ShadowVariable<?, ?> variable, long left) {
		Map<String, Long> sites = new TreeMap<>();
		variable.forEach(MAX_SCANNED, (parent, value, allocation) -> {
			if (allocation != null && isNew(allocation)) {
				sites.merge(allocation.site(), 1L, Long::sum);
			}
		});
		return sites.entrySet()
			.stream()
			.map((site) -> "\n    %d attached at %s".formatted(site.getValue(), site.getKey()))
			.collect(Collectors.joining("",
					"  0x%s (%s): %d".formatted(Long.toHexString(variable.id()), variable.name(), left), ""));
	}

	private boolean isNew(ShadowAllocation allocation) {
		return allocation.age().compareTo(Duration.ofNanos(System.nanoTime() - this.start)) < 0;
	}

	/**
	 * Asserts that {@linkplain #assertNothingLeft() nothing is left}, and sets the levels
	 * of tracking back.
	 * @throws AssertionError if variables are left
	 */
	@Override
	public void close() {
		try {
			assertNothingLeft();
		}
		finally {
			this.registry.removeListener(this.listener);
			for (ShadowVariable<?, ?> variable : this.registry.variables()) {
				ShadowTracking level = this.levels.get(variable.id());
				if (level != null) {
					variable.track(level);
				}
			}
		}
	}

}
