package io.github.shadowvars.metrics;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;

/**
 * The sum over the ids that have no meters of their own. The counts of an id stay in the
 * sum after the id is gone, so that the counters never go back. Thread-safe.
 */
final class Overflow {

	private final Set<ShadowVariable<?, ?>> variables = new HashSet<>();

	private ShadowStats gone = new ShadowStats(0, 0, Map.of(), 0, 0, 0);

	private long goneRejections;

	synchronized void add(ShadowVariable<?, ?> variable) {
		this.variables.add(variable);
	}

	synchronized boolean contains(ShadowVariable<?, ?> variable) {
		return this.variables.contains(variable);
	}

	synchronized void remove(ShadowVariable<?, ?> variable) {
		if (this.variables.remove(variable)) {
			this.gone = sumWithoutLive(this.gone, variable.stats());
			this.goneRejections += variable.rejections();
		}
	}

	synchronized long sum(ToLongFunction<ShadowStats> figure) {
		long sum = figure.applyAsLong(this.gone);
		for (ShadowVariable<?, ?> variable : this.variables) {
			sum += figure.applyAsLong(variable.stats());
		}
		return sum;
	}

	synchronized long rejections() {
		return this.goneRejections + this.variables.stream().mapToLong(ShadowVariable::rejections).sum();
	}

	synchronized boolean isSuspect() {
		return this.variables.stream().anyMatch(ShadowVariable::isSuspect);
	}

	private static ShadowStats sumWithoutLive(ShadowStats left, ShadowStats right) {
		Map<FreeCause, Long> freed = new EnumMap<>(FreeCause.class);
		freed.putAll(left.freed());
		right.freed().forEach((cause, count) -> freed.merge(cause, count, Long::sum));
		return new ShadowStats(0, left.allocated() + right.allocated(), freed, left.duplicates() + right.duplicates(),
				left.constructorFailures() + right.constructorFailures(),
				left.destructorFailures() + right.destructorFailures());
	}

}
