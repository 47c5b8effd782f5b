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
 * How much of the heap is taken.
 */
final class Footprint {

	static final Row ROW = new Row("heap per variable", Program.MILLION, "bytes");

	private static final int IDS = 10_000;

	private static final Function<Object, Object> CONSTRUCTOR = (parent) -> Peer.VALUE;

	private Footprint() {
	}

	static Map<Row, Double> ofVariable(Peer.Kind kind) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(Program.MILLION);
		long before = used();
		peer.allocEach(parents);
		double bytes = used() - before;
		Reference.reachabilityFence(parents);
		Reference.reachabilityFence(peer);
		return Map.of(ROW, bytes / Program.MILLION);
	}

	static Map<Row, Double> ofId() {
		// What the first id alone brings, classes above all, is not an id's
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		ShadowRegistry measured = ShadowRegistry.create();
		new ShadowMeterBinder(measured, IDS).bindTo(meters);
		register(measured, 1);
		ShadowRegistry plain = ShadowRegistry.create();
		register(plain, 1);
		long before = used();
		register(plain, IDS);
		double bytes = used() - before;
		before = used();
		register(measured, IDS);
		double bytesWithMeters = used() - before;
		Reference.reachabilityFence(plain);
		Reference.reachabilityFence(measured);
		Reference.reachabilityFence(meters);
		return Map.of(new Row("heap per id without variables", 0, "bytes"), bytes / IDS,
				new Row("heap per id without variables, its meters included", 0, "bytes"), bytesWithMeters / IDS);
	}

	/**
	 * Its types and their names are what each application has to make, and are counted.
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
	 * Returns what is left once some collections in a row find no more: what other
	 * threads let go late would count as gained.
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
