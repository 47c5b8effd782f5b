package io.github.shadowvars.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowRegistryListener;
import io.github.shadowvars.ShadowVariable;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the shadow variables of a registry, each tagged with {@code id} (hex) and
 * {@code name}:
 * <ul>
 * <li>{@code shadow.variables}: how many are attached now</li>
 * <li>{@code shadow.allocations}: how many were attached</li>
 * <li>{@code shadow.frees}: how many were freed, by {@code cause}</li>
 * <li>{@code shadow.duplicates}: how many calls of {@code alloc} found one already</li>
 * <li>{@code shadow.growth.suspect}: 1 if it looks like a leak, else 0</li>
 * <li>{@code shadow.rejections}: how many calls a limit refused</li>
 * <li>{@code shadow.constructor.failures} and {@code shadow.destructor.failures}</li>
 * </ul>
 * The meters of an id come when it is registered or first used, and go when it is
 * unregistered. A bounded number of ids have meters of their own, first come first
 * served; the others add up under {@code other}, for as long as they live. All meters go
 * when the registry or this binder is closed.
 * <p>
 * Thread-safe. The registry keeps this binder reachable until it is closed, and this
 * binder every meter registry that it was bound to. Bind one binder only to a meter
 * registry: of the same id and name it has the meters of the first binder only, which
 * another one leaves alone.
 */
public final class ShadowMeterBinder implements MeterBinder, AutoCloseable {

	private static final String OTHER = "other";

	private final ReentrantLock lock = new ReentrantLock();

	private final ShadowRegistryListener listener = new ShadowRegistryListener() {

		@Override
		public void variablesChanged(ShadowRegistry changed) {
			refresh();
		}

		@Override
		public void variableAdded(ShadowRegistry changed, ShadowVariable<?, ?> variable) {
			if (!addToOverflow(variable)) {
				refresh();
			}
		}

	};

	private final Map<MeterRegistry, Map<Measured, List<Meter>>> bound = new ConcurrentHashMap<>();

	private final Map<ShadowVariable<?, ?>, Measured> own = new LinkedHashMap<>();

	private final Measured other = new Measured(OTHER, OTHER, () -> this.overflow.stats(),
			() -> this.overflow.rejections(), () -> this.overflow.isSuspect());

	private final ShadowRegistry registry;

	private final int maxIds;

	private volatile Overflow overflow = Overflow.NONE;

	private boolean refreshing;

	private boolean stale;

	private boolean closed;

	/**
	 * Creates a binder.
	 * @param registry the registry whose variables are measured
	 * @param maxIds how many ids have meters of their own at most, not negative
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
	}

	/**
	 * Adds the meters of all ids, now and whenever one comes. Has no effect once this
	 * binder or the registry is closed.
	 * @param meters the registry to add to; binding it again has no effect
	 */
	@Override
	public void bindTo(MeterRegistry meters) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.bound.putIfAbsent(meters, new HashMap<>());
			}
			refresh();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Removes all meters, and stops listening to the registry. Closing again has no
	 * effect.
	 */
	@Override
	public void close() {
		this.registry.removeListener(this.listener);
		this.lock.lock();
		try {
			this.closed = true;
			refresh();
		}
		finally {
			this.lock.unlock();
		}
	}

	// One more of those that add up needs no meter, and no look at all the others
	private boolean addToOverflow(ShadowVariable<?, ?> variable) {
		this.lock.lock();
		try {
			return !this.closed && !this.refreshing && this.own.size() >= this.maxIds && !this.own.containsKey(variable)
					&& this.registry.find(variable.id()) == variable && this.overflow.add(variable);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void refresh() {
		this.lock.lock();
		try {
			this.stale = true;
			if (this.refreshing) {
				// A callback of a meter registry came back here; the loop below goes on
				return;
			}
			this.refreshing = true;
			try {
				while (this.stale) {
					this.stale = false;
					update();
				}
			}
			finally {
				this.refreshing = false;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void update() {
		boolean ended = this.closed || this.registry.isClosed();
		Set<Measured> wanted = ended ? Set.of() : assign(new LinkedHashSet<>(this.registry.variables()));
		this.bound.forEach((meters, sets) -> {
			sets.entrySet().removeIf((set) -> {
				boolean remove = !wanted.contains(set.getKey());
				if (remove) {
					set.getValue().forEach(meters::remove);
				}
				return remove;
			});
			for (Measured measured : wanted) {
				if (!sets.containsKey(measured) && !measured.isBoundTo(meters)) {
					sets.put(measured, measured.bindTo(meters));
				}
			}
		});
		if (this.closed) {
			this.bound.clear();
		}
	}

	private Set<Measured> assign(Set<ShadowVariable<?, ?>> current) {
		this.own.keySet().retainAll(current);
		Set<ShadowVariable<?, ?>> rest = new LinkedHashSet<>();
		for (ShadowVariable<?, ?> variable : current) {
			if (this.own.containsKey(variable)) {
				continue;
			}
			// What was counted under other stays there, or it would be counted twice
			if (this.own.size() < this.maxIds && !this.overflow.variables().contains(variable)) {
				this.own.put(variable, new Measured(hex(variable.id()), variable.name(), variable::stats,
						variable::rejections, variable::isSuspect));
			}
			else {
				rest.add(variable);
			}
		}
		this.overflow = this.overflow.update(rest);
		Set<Measured> wanted = new LinkedHashSet<>(this.own.values());
		if (!this.overflow.equals(Overflow.NONE)) {
			wanted.add(this.other);
		}
		return wanted;
	}

	private static String hex(long id) {
		return "0x" + Long.toHexString(id);
	}

}
