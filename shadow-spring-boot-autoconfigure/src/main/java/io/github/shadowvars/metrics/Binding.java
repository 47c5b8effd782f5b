package io.github.shadowvars.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one binder in one meter registry. If the meter registry throws, the
 * operation still completes the other changes. Not thread-safe.
 */
final class Binding {

	private final MeterRegistry meters;

	private final Map<MeterSet, List<Added>> sets = new HashMap<>();

	/**
	 * Meters without a connected source, such as meters of a composite registry without a
	 * member.
	 */
	private final Map<Meter, Source> unread = new HashMap<>();

	Binding(MeterRegistry meters) {
		this.meters = meters;
	}

	void add(MeterSet set) {
		List<Added> added = new ArrayList<>();
		this.sets.put(set, added);
		Failures failures = new Failures();
		for (Measure measure : set.measures()) {
			failures.collect(() -> add(measure, added));
		}
		failures.rethrow();
	}

	private void add(Measure measure, List<Added> added) {
		Source mine = new Source(measure);
		Meter meter = measure.register(this.meters, mine);
		Source read = read(meter, mine);
		if (read != null && read != mine && !read.add(measure)) {
			// Another binder is about to remove this meter
			this.meters.remove(meter);
			meter = measure.register(this.meters, mine);
			read = read(meter, mine);
			if (read != mine) {
				return;
			}
		}
		if (read != null) {
			added.add(new Added(measure, meter, read));
		}
	}

	private @Nullable Source read(Meter meter, Source mine) {
		Source read = Source.of(meter);
		return (read == null && this.meters instanceof CompositeMeterRegistry)
				? this.unread.computeIfAbsent(meter, (same) -> mine) : read;
	}

	void remove(MeterSet set) {
		Failures failures = new Failures();
		for (Added added : this.sets.getOrDefault(set, List.of())) {
			if (added.source().remove(added.measure())) {
				this.unread.remove(added.meter());
				failures.collect(() -> this.meters.remove(added.meter()));
			}
		}
		this.sets.remove(set);
		failures.rethrow();
	}

	void removeAll() {
		Failures failures = new Failures();
		for (MeterSet set : List.copyOf(this.sets.keySet())) {
			failures.collect(() -> remove(set));
		}
		failures.rethrow();
	}

	// Meters hold their source weakly
	private record Added(Measure measure, Meter meter, Source source) {
	}

}
