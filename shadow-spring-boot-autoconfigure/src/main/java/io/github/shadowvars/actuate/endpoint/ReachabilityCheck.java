package io.github.shadowvars.actuate.endpoint;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.Reachability;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.ReachabilityPath;
import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;

/**
 * Checks whether the values in a sample reach their parents.
 */
final class ReachabilityCheck {

	private static final Comparator<Map.Entry<ShadowReachability, Long>> LEAKS_FIRST = Comparator
		.comparing((Map.Entry<ShadowReachability, Long> path) -> path.getKey().result())
		.thenComparing(Map.Entry.comparingByValue(Comparator.reverseOrder()));

	private final ShadowVariable<?, ?> variable;

	private final Map<Result, Long> results = new EnumMap<>(Result.class);

	private final Map<ShadowReachability, Long> paths = new HashMap<>();

	ReachabilityCheck(ShadowVariable<?, ?> variable) {
		this.variable = variable;
	}

	void add(Object value, Object parent) {
		ShadowReachability reachability = this.variable.reachability(parent, value);
		this.results.merge(reachability.result(), 1L, Long::sum);
		if (reachability.result() != Result.DOES_NOT) {
			this.paths.merge(reachability, 1L, Long::sum);
		}
	}

	Reachability toReachability() {
		List<ReachabilityPath> paths = this.paths.entrySet()
			.stream()
			.sorted(LEAKS_FIRST)
			.map((path) -> ReachabilityPath.of(path.getKey(), path.getValue()))
			.toList();
		return new Reachability(this.results.values().stream().mapToLong(Long::longValue).sum(),
				count(Result.REACHES_PARENT), count(Result.DOES_NOT), count(Result.UNKNOWN), paths);
	}

	private long count(Result result) {
		return this.results.getOrDefault(result, 0L);
	}

}
