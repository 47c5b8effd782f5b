package io.github.shadowvars.test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
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
 * With JUnit Jupiter, use {@link ShadowWatchExtension}. In the callbacks of another test
 * framework, start a watch before each test and close it after the test. While a watch is
 * open, every variable is {@linkplain ShadowTracking#FULL tracked}, so that the failure
 * names the lines that attached the remaining variables. Closing restores the previous
 * levels.
 * <p>
 * Variables that other threads attach meanwhile count, too. Only one watch can be open on
 * a registry at a time. Not thread-safe: one thread starts and closes it. An open watch
 * keeps its registry alive.
 */
public final class ShadowWatch implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * The registries that are being watched.
	 */
	private static final Set<ShadowRegistry> WATCHED = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry changed, ShadowVariable<?, ?> variable) {
			track(variable);
		}

	};

	/**
	 * The watched ids with their previous levels, by id. Includes ids that came into use
	 * since the start.
	 */
	private final Map<Long, Seen> seen = new ConcurrentHashMap<>();

	private final long start = System.nanoTime();

	private final ShadowRegistry registry;

	private boolean closed;

	private ShadowWatch(ShadowRegistry registry) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		if (!WATCHED.add(registry)) {
			throw new IllegalStateException(
					"Only one ShadowWatch can be open on a registry at a time, but another one is; close it first");
		}
		registry.addListener(this.listener);
		trackAll();
	}

	/**
	 * Starts to watch a registry. Variables that exist already do not count.
	 * @param registry the registry
	 * @return the watch; close it at the end of the test
	 * @throws NullPointerException if the registry is null
	 * @throws IllegalStateException if another watch is open on the registry
	 */
	public static ShadowWatch start(ShadowRegistry registry) {
		return new ShadowWatch(registry);
	}

	private void trackAll() {
		this.registry.variables().forEach(this::track);
	}

	private void track(ShadowVariable<?, ?> variable) {
		if (this.seen.putIfAbsent(variable.id(), new Seen(variable, variable.tracking())) == null) {
			variable.track(ShadowTracking.FULL);
		}
	}

	/**
	 * Asserts that no variable remains that was attached since this watch was started.
	 * Variables whose parents are garbage do not count. If variables remain, this method
	 * asks for garbage collections for at most two seconds.
	 * @throws AssertionError if variables remain; the message names their ids, their
	 * number, and the lines that attached them
	 */
	public void assertNothingLeft() {
		if (!GarbageCollector.collectUntil(() -> left().isEmpty(), TIMEOUT)) {
			List<String> left = left();
			if (!left.isEmpty()) {
				throw new AssertionError(
						"Shadow variables must be freed, or their parents released, before the test ends, but some "
								+ "are left:\n" + String.join("\n", left));
			}
		}
	}

	private List<String> left() {
		return this.registry.variables()
			.stream()
			.map(this::describe)
			.filter((description) -> !description.isEmpty())
			.toList();
	}

	/**
	 * Describes the remaining variables of an id. Empty if there are none.
	 */
	private String describe(ShadowVariable<?, ?> variable) {
		Map<String, Long> sites = new TreeMap<>();
		variable.forEach(Integer.MAX_VALUE, (parent, value, allocation) -> {
			if (allocation != null && isNew(allocation)) {
				sites.merge(allocation.site(), 1L, Long::sum);
			}
		});
		if (sites.isEmpty()) {
			return "";
		}
		String id = "  %s: %d".formatted(ShadowAssertions.label(variable),
				sites.values().stream().mapToLong(Long::longValue).sum());
		return sites.entrySet()
			.stream()
			.map((site) -> "\n    %d attached at %s".formatted(site.getValue(), site.getKey()))
			.collect(Collectors.joining("", id, ""));
	}

	private boolean isNew(ShadowAllocation allocation) {
		return allocation.age().compareTo(Duration.ofNanos(System.nanoTime() - this.start)) < 0;
	}

	/**
	 * Asserts that {@linkplain #assertNothingLeft() nothing is left}, and restores the
	 * tracking levels. Closing again has no effect.
	 * @throws AssertionError if variables remain
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			assertNothingLeft();
		}
		finally {
			WATCHED.remove(this.registry);
			this.registry.removeListener(this.listener);
			this.seen.forEach((id, before) -> {
				ShadowVariable<?, ?> current = this.registry.find(id);
				((current != null) ? current : before.variable()).track(before.level());
			});
		}
	}

	private record Seen(ShadowVariable<?, ?> variable, ShadowTracking level) {
	}

}
