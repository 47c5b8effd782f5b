package io.github.shadowvars.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;

/**
 * The sum over the ids that have no meters of their own. What an id counted stays in the
 * sum after the id is gone, so that the counters never go back. Only more variables can
 * come.
 */
record Overflow(ShadowStats gone, long goneRejections, Set<ShadowVariable<?, ?>> variables) {

	static final Overflow NONE = new Overflow(new ShadowStats(0, 0, Map.of(), 0, 0, 0), 0, Set.of());

	Overflow update(Set<ShadowVariable<?, ?>> current) {
		ShadowStats gone = this.gone;
		long goneRejections = this.goneRejections;
		for (ShadowVariable<?, ?> variable : this.variables) {
			if (!current.contains(variable)) {
				gone = withoutLive(sum(gone, variable.stats()));
				goneRejections += variable.rejections();
			}
		}
		Set<ShadowVariable<?, ?>> variables = ConcurrentHashMap.newKeySet();
		variables.addAll(current);
		return new Overflow(gone, goneRejections, variables);
	}

	/**
	 * Adds a variable, unless it would be the first.
	 */
	boolean add(ShadowVariable<?, ?> variable) {
		return !this.variables.isEmpty() && this.variables.add(variable);
	}

	ShadowStats stats() {
		return this.variables.stream().map(ShadowVariable::stats).reduce(this.gone, Overflow::sum);
	}

	long rejections() {
		return this.goneRejections + this.variables.stream().mapToLong(ShadowVariable::rejections).sum();
	}

	boolean isSuspect() {
		return this.variables.stream().anyMatch(ShadowVariable::isSuspect);
	}

	private static ShadowStats sum(ShadowStats left, ShadowStats right) {
		Map<FreeCause, Long> freed = new EnumMap<>(FreeCause.class);
		freed.putAll(left.freed());
		right.freed().forEach((cause, count) -> freed.merge(cause, count, Long::sum));
		return new ShadowStats(left.live() + right.live(), left.allocated() + right.allocated(), freed,
				left.duplicates() + right.duplicates(), left.constructorFailures() + right.constructorFailures(),
				left.destructorFailures() + right.destructorFailures());
	}

	private static ShadowStats withoutLive(ShadowStats stats) {
		return new ShadowStats(0, stats.allocated(), stats.freed(), stats.duplicates(), stats.constructorFailures(),
				stats.destructorFailures());
	}

}
