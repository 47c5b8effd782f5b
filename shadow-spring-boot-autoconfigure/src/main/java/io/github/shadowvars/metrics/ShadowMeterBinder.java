package io.github.shadowvars.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the meters of the shadow variables of a registry. The following meters have
 * the tags {@code id} (hex) and {@code name}:
 * <ul>
 * <li>{@code shadow.variables}: variables that are attached now</li>
 * <li>{@code shadow.allocations}: variables that were attached</li>
 * <li>{@code shadow.frees}: variables that were freed, with the tag {@code cause}</li>
 * <li>{@code shadow.duplicates}: calls of {@code alloc} that found a variable</li>
 * <li>{@code shadow.growth.suspect}: 1 if the id looks like a leak, else 0</li>
 * <li>{@code shadow.rejections}: calls that a limit rejected</li>
 * <li>{@code shadow.constructor.failures} and {@code shadow.destructor.failures}</li>
 * </ul>
 * Two meters have no such tags. They measure the thread that frees the variables of
 * collected parents, and are added with the first id:
 * <ul>
 * <li>{@code shadow.reaper.backlog}: variables that wait for their destructor</li>
 * <li>{@code shadow.reaper.busy}: how long the destructor that is running on that thread
 * has been running, in seconds</li>
 * </ul>
 * For example, without Spring Boot:
 *
 * <pre class="code">
 * try (ShadowMeterBinder binder = new ShadowMeterBinder(registry, 100)) {
 *     binder.bindTo(meterRegistry);
 *     runApplication();
 * }
 * </pre>
 * <p>
 * The meters of an id are added when it is registered or first used, and removed when it
 * is unregistered or forgotten. The first {@code maxIds} ids have meters of their own.
 * The others are added up under {@code other}. With more than a hundred of those, their
 * sum may be a tenth of a second old. All meters are removed when the registry or this
 * binder is closed.
 * <p>
 * Several binders may serve one meter registry, and filters may change names and tags. If
 * filters map two ids of this binder to one meter, it shows their sum, and is removed
 * with the last of them. A meter that another binder has added keeps showing the values
 * of that binder. When that binder is closed, the meter shows the values of this one. For
 * a {@code CompositeMeterRegistry} without a member, Micrometer does not tell which
 * binder added a meter, so bind only one binder to it.
 * <p>
 * Thread-safe. Meters are added and removed by one thread at a time, and never while a
 * lock is held: meter filters and listeners may use the registry, and wait for other
 * threads that do. A call of {@link #bindTo}, of {@link #close} or of a method that
 * registers an id may find another thread that is adding or removing meters. Then that
 * thread makes the change, and the call returns without waiting for it. An exception of a
 * meter registry reaches the thread that makes the change, after the other changes were
 * made.
 * <p>
 * Until this binder or the registry is closed, the registry keeps this binder reachable,
 * and this binder keeps every meter registry that it was bound to.
 */
public final class ShadowMeterBinder implements MeterBinder, AutoCloseable {

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variableAdded(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			change(() -> add(variable));
		}

		@Override
		public void variableRemoved(ShadowRegistry registry, ShadowVariable<?, ?> variable) {
			change(() -> remove(variable));
		}

		@Override
		public void registryClosed(ShadowRegistry registry) {
			change(() -> end());
		}

	};

	private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();

	/**
	 * The number of pending changes. The thread that adds the first one makes all of
	 * them. Only that thread uses the fields below.
	 */
	private final AtomicInteger pending = new AtomicInteger();

	private final Map<MeterRegistry, Binding> bindings = new LinkedHashMap<>();

	private final Map<ShadowVariable<?, ?>, MeterSet> own = new LinkedHashMap<>();

	private @Nullable Overflow overflow;

	private final ShadowRegistry registry;

	private final int maxIds;

	private @Nullable MeterSet reaper;

	private @Nullable MeterSet other;

	private boolean ended;

	/**
	 * Creates a binder.
	 * @param registry the registry whose variables are measured
	 * @param maxIds the maximal number of ids with meters of their own, not negative
	 * @throws NullPointerException if the registry is null
	 * @throws IllegalArgumentException if {@code maxIds} is negative
	 */
	public ShadowMeterBinder(ShadowRegistry registry, int maxIds) {
		this.registry = Objects.requireNonNull(registry, "registry must not be null");
		if (maxIds < 0) {
			throw new IllegalArgumentException(
					"maxIds must not be negative, but is %d; use 0 to add up all ids under 'other'".formatted(maxIds));
		}
		this.maxIds = maxIds;
		registry.addListener(this.listener);
		for (ShadowVariable<?, ?> variable : registry.variables()) {
			change(() -> add(variable));
		}
	}

	/**
	 * Adds the meters of all ids, now and whenever an id is added. Has no effect after
	 * this binder or the registry was closed.
	 * @param meters the meter registry; binding it again has no effect
	 */
	@Override
	public void bindTo(MeterRegistry meters) {
		change(() -> bind(meters));
	}

	/**
	 * Removes all meters, and stops observing the registry. Closing again has no effect.
	 */
	@Override
	public void close() {
		this.registry.removeListener(this.listener);
		change(this::end);
	}

	// Holds no lock: Micrometer calls filters and listeners of the user, which may wait
	// for another thread that calls this method
	private void change(Runnable change) {
		this.changes.add(change);
		if (this.pending.getAndIncrement() > 0) {
			return;
		}
		Failures failures = new Failures();
		do {
			failures.collect(this.changes.remove());
		}
		while (this.pending.decrementAndGet() > 0);
		failures.rethrow();
	}

	private void bind(MeterRegistry meters) {
		if (this.ended || this.registry.isClosed() || this.bindings.containsKey(meters)) {
			return;
		}
		Binding binding = new Binding(meters);
		this.bindings.put(meters, binding);
		Failures failures = new Failures();
		MeterSet reaper = this.reaper;
		if (reaper != null) {
			failures.collect(() -> binding.add(reaper));
		}
		for (MeterSet set : this.own.values()) {
			failures.collect(() -> binding.add(set));
		}
		MeterSet other = this.other;
		if (other != null) {
			failures.collect(() -> binding.add(other));
		}
		failures.rethrow();
	}

	// The id may have been removed meanwhile. Then the removal was reported already, or
	// will be reported later
	private void add(ShadowVariable<?, ?> variable) {
		if (this.ended || this.own.containsKey(variable) || this.registry.find(variable.id()) != variable) {
			return;
		}
		Failures failures = new Failures();
		if (this.reaper == null) {
			MeterSet reaper = MeterSet.ofReaper(this, this.registry);
			this.reaper = reaper;
			failures.collect(() -> addToAll(reaper));
		}
		failures.collect(() -> addToOwnOrOther(variable));
		failures.rethrow();
	}

	private void addToOwnOrOther(ShadowVariable<?, ?> variable) {
		Overflow overflow = this.overflow;
		if (this.own.size() < this.maxIds && (overflow == null || !overflow.contains(variable))) {
			MeterSet set = MeterSet.of(this, variable);
			this.own.put(variable, set);
			addToAll(set);
			return;
		}
		if (overflow == null) {
			overflow = new Overflow(System::nanoTime);
			this.overflow = overflow;
		}
		overflow.add(variable);
		if (this.other == null) {
			this.other = MeterSet.of(this, overflow);
			addToAll(this.other);
		}
	}

	private void addToAll(MeterSet set) {
		forEachBinding((binding) -> binding.add(set));
	}

	private void remove(ShadowVariable<?, ?> variable) {
		MeterSet set = this.own.remove(variable);
		if (set != null) {
			forEachBinding((binding) -> binding.remove(set));
		}
		else if (this.overflow != null) {
			this.overflow.remove(variable);
		}
	}

	private void end() {
		this.ended = true;
		try {
			forEachBinding(Binding::removeAll);
		}
		finally {
			this.bindings.clear();
			this.own.clear();
		}
	}

	private void forEachBinding(Consumer<Binding> action) {
		Failures failures = new Failures();
		for (Binding binding : this.bindings.values()) {
			failures.collect(() -> action.accept(binding));
		}
		failures.rethrow();
	}

}
