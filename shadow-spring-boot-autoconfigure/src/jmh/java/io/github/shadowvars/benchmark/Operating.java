package io.github.shadowvars.benchmark;

import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.actuate.endpoint.ShadowsEndpoint;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The cost of an operator's requests, with few and with many variables.
 */
final class Operating {

	private static final int FEW = 10;

	private static final long NANOSECONDS = 1_500_000_000;

	private Operating() {
	}

	static Map<Row, Double> endpoint(Peer.Kind kind, int size) {
		return measure("endpoint call for an id", size, (registry) -> {
			ShadowsEndpoint endpoint = new ShadowsEndpoint(registry);
			return () -> endpoint.get("measured", null, null);
		});
	}

	static Map<Row, Double> scrape(Peer.Kind kind, int size) {
		return measure("Prometheus scrape", size, (registry) -> {
			PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
			new ShadowMeterBinder(registry, 100).bindTo(meters);
			return meters::scrape;
		});
	}

	private static Map<Row, Double> measure(String name, int many, Question question) {
		Map<Row, Double> results = new LinkedHashMap<>();
		// The limit of a scan lies between the two
		for (int live : new int[] { FEW, 10_000, many }) {
			Object[] parents = new Peers.Field().newParents(live);
			try (ShadowRegistry registry = ShadowRegistry.create()) {
				ShadowVariable<Object, Object> variable = registry
					.register(ShadowType.builder(Object.class, Object.class)
						.id(1)
						.name("measured")
						.constructor((parent) -> Peer.VALUE)
						.build());
				for (Object parent : parents) {
					variable.alloc(parent);
				}
				System.gc();
				Supplier<?> call = question.of(registry);
				mean(call);
				results.put(new Row(name, live, "µs"), mean(call) / 1e3);
			}
			Reference.reachabilityFence(parents);
		}
		results.put(new Row("%s, %,d / %,d live".formatted(name, many, FEW), 0, "times as long"),
				results.get(new Row(name, many, "µs")) / results.get(new Row(name, FEW, "µs")));
		return results;
	}

	private static double mean(Supplier<?> call) {
		long start = System.nanoTime();
		long calls = 0;
		long elapsed;
		do {
			Reference.reachabilityFence(call.get());
			calls++;
			elapsed = System.nanoTime() - start;
		}
		while (elapsed < NANOSECONDS);
		return (double) elapsed / calls;
	}

	/**
	 * Prepares a request to a registry.
	 */
	private interface Question {

		Supplier<?> of(ShadowRegistry registry);

	}

}
