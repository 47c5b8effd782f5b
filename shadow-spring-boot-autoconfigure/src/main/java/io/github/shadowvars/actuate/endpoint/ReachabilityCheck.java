package io.github.shadowvars.actuate.endpoint;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowReachability;
import io.github.shadowvars.ShadowReachability.Result;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.Reachability;
import io.github.shadowvars.actuate.endpoint.ShadowDetails.ReachabilityPath;

/**
 * Looks whether a sample of values reach their parents.
 */
final class ReachabilityCheck {

	private static final Comparator<Map.Entry<ShadowReachability, Long>> LEAKS_FIRST = Comparator
		.comparing((Map.Entry<ShadowReachability, Long> path) -> path.getKey().result())
		.thenComparing(Map.Entry.comparingByValue(Comparator.reverseOrder()));

	private final Map<Result, Long> results = new EnumMap<>(Result.class);

	private final Map<ShadowReachability, Long> paths = new HashMap<>();

	void add(Object value, Object parent) {
		ShadowReachability reachability = ShadowReachability.of(value, parent);
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
