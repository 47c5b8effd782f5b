package io.github.shadowvars.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The source that a meter reads. Usually it has one measure. If filters make names and
 * tags equal, Micrometer keeps one meter for several measures. Such a meter shows the sum
 * of the first binder's measures. After that binder was closed, it shows the sum of the
 * next binder's measures. The meter is removed with the last measure.
 */
final class Source {

	/**
	 * The threads that are finding out which source a meter reads.
	 */
	private static final Map<Thread, AtomicReference<@Nullable Source>> probes = new ConcurrentHashMap<>();

	/**
	 * Measures by binder, and how often each was added: a binder may be bound to a
	 * composite registry and to a member of it.
	 */
	private final Map<Object, Map<Measure, Integer>> measures = new LinkedHashMap<>();

	private double gone;

	private boolean ended;

	Source(Measure first) {
		add(first);
	}

	/**
	 * Returns the source that a meter reads, of any binder, or null if it reads none.
	 * This is the only way to find out whether Micrometer returned a new meter.
	 */
	static @Nullable Source of(Meter meter) {
		AtomicReference<@Nullable Source> probe = new AtomicReference<>();
		probes.put(Thread.currentThread(), probe);
		try {
			for (Measurement measurement : meter.measure()) {
				measurement.getValue();
			}
		}
		finally {
			probes.remove(Thread.currentThread());
		}
		return probe.get();
	}

	/**
	 * Adds a measure.
	 * @return whether it was added: {@code false} if the meter is about to be removed
	 */
	synchronized boolean add(Measure measure) {
		if (!this.ended) {
			this.measures.computeIfAbsent(measure.owner(), (owner) -> new LinkedHashMap<>())
				.merge(measure, 1, Integer::sum);
		}
		return !this.ended;
	}

	/**
	 * Removes a measure.
	 * @return whether it was the last one, so that the meter must be removed
	 */
	synchronized boolean remove(Measure measure) {
		Map<Measure, Integer> shown = shown();
		Map<Measure, Integer> same = this.measures.getOrDefault(measure.owner(), Map.of());
		if (same.containsKey(measure)
				&& same.merge(measure, -1, (count, less) -> (count > 1) ? count + less : null) == null) {
			if (same.isEmpty()) {
				this.measures.remove(measure.owner());
			}
			if (same == shown) {
				this.gone = same.isEmpty() ? 0 : measure.addLastTo(this.gone);
			}
		}
		this.ended = this.measures.isEmpty();
		return this.ended;
	}

	double read() {
		AtomicReference<@Nullable Source> probe = probes.get(Thread.currentThread());
		if (probe != null) {
			probe.set(this);
		}
		return value();
	}

	private synchronized double value() {
		double value = this.gone;
		for (Measure measure : shown().keySet()) {
			value = measure.addTo(value);
		}
		return value;
	}

	private Map<Measure, Integer> shown() {
		return this.measures.isEmpty() ? Map.of() : this.measures.values().iterator().next();
	}

}
