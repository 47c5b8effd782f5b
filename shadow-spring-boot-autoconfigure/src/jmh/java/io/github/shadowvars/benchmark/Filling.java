package io.github.shadowvars.benchmark;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * How long a single call may take while a table grows.
 */
final class Filling {

	private static final int SIZE = 10 * Program.MILLION;

	private Filling() {
	}

	static Map<Row, Double> worst(Peer.Kind kind) {
		fill(kind, 100_000);
		return Map.of(new Row("longest alloc while filling", SIZE, "ms"), fill(kind, SIZE) / 1e6);
	}

	private static long fill(Peer.Kind kind, int size) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		System.gc();
		long collections = collections();
		long worst = 0;
		long before = System.nanoTime();
		for (Object parent : parents) {
			peer.alloc(parent);
			long now = System.nanoTime();
			worst = Math.max(worst, now - before);
			before = now;
		}
		if (collections() != collections) {
			throw new IllegalStateException(("The collector ran while %s was filled, and its pauses are not the table's;"
					+ " give the young generation more memory").formatted(kind));
		}
		return worst;
	}

	private static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

}
