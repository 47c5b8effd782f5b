package io.github.shadowvars.demo.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.shadowvars.demo.dashboard.Meters.Counts;

/**
 * The values of the meters over the last minutes. Not thread-safe.
 */
final class History {

	private static final Duration RATED = Duration.ofMinutes(1);

	private final Duration window;

	private final Deque<Sample> samples = new ArrayDeque<>();

	History(Duration window) {
		this.window = window;
	}

	void add(Instant at, Meters meters) {
		this.samples.addLast(new Sample(at, meters.counts()));
		while (this.samples.getFirst().at().isBefore(at.minus(this.window))) {
			this.samples.removeFirst();
		}
	}

	Series series(String id) {
		List<Sample> known = this.samples.stream().filter((sample) -> sample.counts().containsKey(id)).toList();
		return new Series(known.stream().map((sample) -> sample.at().toEpochMilli()).toList(),
				known.stream().map((sample) -> Math.round(sample.of(id).live())).toList());
	}

	/**
	 * Returns the allocations, then the frees by cause. Causes without frees are left
	 * out.
	 */
	List<Rate> rates(String id) {
		if (this.samples.isEmpty()) {
			return List.of();
		}
		List<Rate> rates = new ArrayList<>();
		rates.add(rate("allocated", id, Counts::allocations));
		Map<String, Double> frees = this.samples.getLast().of(id).frees();
		frees.forEach((cause, freed) -> {
			if (freed > 0) {
				rates.add(rate(cause.replace('_', ' '), id, (counts) -> counts.frees().getOrDefault(cause, 0.0)));
			}
		});
		return rates;
	}

	boolean suspect(String id) {
		return !this.samples.isEmpty() && this.samples.getLast().of(id).suspect();
	}

	private Rate rate(String name, String id, ToDoubleFunction<Counts> counter) {
		Sample last = this.samples.getLast();
		Sample first = this.samples.stream()
			.filter((sample) -> sample.counts().containsKey(id) && !sample.at().isBefore(last.at().minus(RATED)))
			.findFirst()
			.orElse(last);
		double total = counter.applyAsDouble(last.of(id));
		double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
		double perMinute = (seconds > 0) ? (total - counter.applyAsDouble(first.of(id))) * 60 / seconds : 0;
		return new Rate(name, perMinute, Math.round(total));
	}

	private record Sample(Instant at, Map<String, Counts> counts) {

		Counts of(String id) {
			return this.counts.getOrDefault(id, Counts.NONE);
		}

	}

	/**
	 * The points of a chart.
	 *
	 * @param times in milliseconds since 1970
	 * @param live the number of live variables at these times
	 */
	record Series(List<Long> times, List<Long> live) {

		/** Returns a description of the chart for screen readers. */
		public String inWords() {
			if (this.live.isEmpty()) {
				return "nothing was read yet";
			}
			long minutes = Math.max(1, Math.round((this.times.get(this.times.size() - 1) - this.times.get(0)) / 60e3));
			return "over the last %s: %d at least, %d at most, now %d".formatted(
					(minutes == 1) ? "minute" : minutes + " minutes",
					this.live.stream().mapToLong(Long::longValue).min().orElseThrow(),
					this.live.stream().mapToLong(Long::longValue).max().orElseThrow(),
					this.live.get(this.live.size() - 1));
		}

	}

	/**
	 * A rate over the last minute, or over a shorter time after the start.
	 */
	record Rate(String name, double perMinute, long total) {

		public String shown() {
			return String.format(Locale.ROOT, (this.perMinute < 10) ? "%.1f" : "%.0f", this.perMinute);
		}

	}

}
