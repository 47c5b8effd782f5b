package io.github.shadowvars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.function.Function;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Measures used heap memory.
 */
final class Footprint {

	static final String TITLE = "heap per variable";

	private static final Function<Object, Object> CONSTRUCTOR = (parent) -> Peer.VALUE;

	private Footprint() {
	}

	static Map<Row, Double> ofVariable(Peer.Kind kind, int size) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		long before = used();
		peer.allocEach(parents);
		double bytes = used() - before;
		Reference.reachabilityFence(parents);
		Reference.reachabilityFence(peer);
		return Map.of(new Row(TITLE, size, "bytes"), bytes / size);
	}

	static Map<Row, Double> ofId(Peer.Kind kind, int ids) {
		// The cost of the first id, mostly classes, does not count
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		ShadowRegistry measured = ShadowRegistry.create();
		new ShadowMeterBinder(measured, ids).bindTo(meters);
		register(measured, 1);
		ShadowRegistry plain = ShadowRegistry.create();
		register(plain, 1);
		long before = used();
		register(plain, ids);
		double bytes = used() - before;
		before = used();
		register(measured, ids);
		double bytesWithMeters = used() - before;
		Reference.reachabilityFence(plain);
		Reference.reachabilityFence(measured);
		Reference.reachabilityFence(meters);
		return Map.of(new Row("heap per id without variables", 0, "bytes"), bytes / ids,
				new Row("heap per id without variables, its meters included", 0, "bytes"), bytesWithMeters / ids);
	}

	/**
	 * The types and their names count, because each application must create them.
	 */
	private static void register(ShadowRegistry registry, int number) {
		for (int i = 0; i < number; i++) {
			registry.register(ShadowType.builder(Object.class, Object.class)
				.id(((long) number << 32) + i)
				.name("type-" + number + "-" + i)
				.constructor(CONSTRUCTOR)
				.build());
		}
	}

	/**
	 * Returns the used memory after several collections in a row freed nothing more,
	 * because other threads may release memory late.
	 */
	private static long used() {
		long least = Long.MAX_VALUE;
		for (int inVain = 0; inVain < 4; inVain++) {
			System.gc();
			long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			if (used < least) {
				least = used;
				inVain = 0;
			}
		}
		return least;
	}

}
