package io.github.shadowvars.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;

/**
 * The sum over the ids that have no meters of their own. The counts of an id stay in the
 * sum after the id was removed, so the counters never decrease. Thread-safe.
 * <p>
 * Adding up many ids takes time, so the meters of one scrape share a sum. It is computed
 * again as soon as a meter reads its figure again.
 */
final class Overflow {

	static final int FEW = 100;

	static final long SCRAPE_NANOS = Duration.ofMillis(100).toNanos();

	private final Set<ShadowVariable<?, ?>> variables = new HashSet<>();

	private final LongSupplier nanoTime;

	private final Sum gone = new Sum();

	private long goneRejections;

	private @Nullable ShadowStats sum;

	private long summed;

	private final Set<ToLongFunction<ShadowStats>> answered = new HashSet<>();

	Overflow(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	synchronized void add(ShadowVariable<?, ?> variable) {
		this.variables.add(variable);
		this.sum = null;
	}

	synchronized boolean contains(ShadowVariable<?, ?> variable) {
		return this.variables.contains(variable);
	}

	synchronized void remove(ShadowVariable<?, ?> variable) {
		if (this.variables.remove(variable)) {
			this.gone.add(variable.stats());
			this.gone.live = 0;
			this.goneRejections += variable.rejections();
			this.sum = null;
		}
	}

	/**
	 * Returns one figure of the sum.
	 * @param figure the figure, always the same object for the same figure
	 */
	synchronized long sum(ToLongFunction<ShadowStats> figure) {
		long now = this.nanoTime.getAsLong();
		ShadowStats sum = this.sum;
		if (sum == null || this.variables.size() <= FEW || now - this.summed > SCRAPE_NANOS
				|| this.answered.contains(figure)) {
			sum = sum();
			this.sum = sum;
			this.summed = now;
			this.answered.clear();
		}
		this.answered.add(figure);
		return figure.applyAsLong(sum);
	}

	private ShadowStats sum() {
		Sum sum = new Sum();
		sum.add(this.gone.stats());
		this.variables.forEach((variable) -> sum.add(variable.stats()));
		return sum.stats();
	}

	synchronized long rejections() {
		return this.goneRejections + this.variables.stream().mapToLong(ShadowVariable::rejections).sum();
	}

	synchronized boolean isSuspect() {
		return this.variables.stream().anyMatch(ShadowVariable::isSuspect);
	}

	private static final class Sum {

		private final Map<FreeCause, Long> freed = new EnumMap<>(FreeCause.class);

		private long live;

		private long allocated;

		private long duplicates;

		private long constructorFailures;

		private long destructorFailures;

		void add(ShadowStats stats) {
			stats.freed().forEach((cause, count) -> this.freed.merge(cause, count, Long::sum));
			this.live += stats.live();
			this.allocated += stats.allocated();
			this.duplicates += stats.duplicates();
			this.constructorFailures += stats.constructorFailures();
			this.destructorFailures += stats.destructorFailures();
		}

		ShadowStats stats() {
			return new ShadowStats(this.live, this.allocated, this.freed, this.duplicates, this.constructorFailures,
					this.destructorFailures);
		}

	}

}
