package io.github.shadowvars.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * All figures, by row, peer and round. A shared machine may double its times for seconds.
 * The peers of one round are measured close in time, so ratios are computed within rounds,
 * and the median of the rounds is used.
 */
final class Figures {

	private final Map<Row, Map<Peer.Kind, Map<Integer, Double>>> rows = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	void add(Row row, Peer.Kind kind, int round, double figure) {
		this.rows.computeIfAbsent(row, (key) -> new TreeMap<>())
			.computeIfAbsent(kind, (key) -> new TreeMap<>())
			.put(round, figure);
		System.out.printf(Locale.ROOT, "%d  %-52s %-22s %12.3f %s%n", round, row, kind.title, figure, row.unit());
	}

	/**
	 * Records a failure. The other figures remain valid.
	 */
	void fail(String message) {
		this.failures.add(message);
		System.err.println(message);
	}

	List<String> failures() {
		return this.failures;
	}

	Set<Row> rows() {
		return this.rows.keySet();
	}

	Set<Peer.Kind> kinds(Row row) {
		return this.rows.get(row).keySet();
	}

	Collection<Double> rounds(Row row, Peer.Kind kind) {
		return this.rows.get(row).get(kind).values();
	}

	@Nullable Double figure(Row row, Peer.Kind kind, int round) {
		return this.rows.getOrDefault(row, Map.of()).getOrDefault(kind, Map.of()).get(round);
	}

	@Nullable Double median(Row row, Peer.Kind kind) {
		Map<Peer.Kind, Map<Integer, Double>> kinds = this.rows.getOrDefault(row, Map.of());
		return median(kinds.getOrDefault(kind, Map.of()).values());
	}

	/**
	 * Returns the median of the ratios of the rounds that have both.
	 */
	@Nullable Double ratio(Row row, Peer.Kind kind, Peer.Kind other) {
		Map<Peer.Kind, Map<Integer, Double>> kinds = this.rows.getOrDefault(row, Map.of());
		Map<Integer, Double> others = kinds.getOrDefault(other, Map.of());
		List<Double> ratios = new ArrayList<>();
		kinds.getOrDefault(kind, Map.of()).forEach((round, figure) -> {
			Double divisor = others.get(round);
			if (divisor != null && divisor > 0) {
				ratios.add(figure / divisor);
			}
		});
		return median(ratios);
	}

	/**
	 * Returns the fastest peer with weak keys.
	 */
	Peer.@Nullable Kind best(Row row) {
		Peer.Kind best = null;
		double worst = 0;
		for (Peer.Kind kind : kinds(row)) {
			Double ratio = (kind.weak && kind != Peer.Kind.SHADOW) ? ratio(row, Peer.Kind.SHADOW, kind) : null;
			double lost = (ratio == null) ? 0 : row.isGain() ? 1 / ratio : ratio;
			if (lost > worst) {
				best = kind;
				worst = lost;
			}
		}
		return best;
	}

	static @Nullable Double median(Collection<? extends Number> figures) {
		if (figures.isEmpty()) {
			return null;
		}
		double[] sorted = figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
		int half = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
	}

}
