package io.github.shadowvars.benchmark;

import java.util.Map;

/**
 * Measures how long it takes to free many variables.
 */
final class Freeing {

	private static final int TIMES = 3;

	private Freeing() {
	}

	static Map<Row, Double> all(Peer.Kind kind, int size) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		double best = Double.MAX_VALUE;
		for (int i = 1; i <= TIMES; i++) {
			peer.allocEach(parents);
			System.gc();
			long start = System.nanoTime();
			peer.freeAll();
			best = Math.min(best, (System.nanoTime() - start) / 1e6);
			if (peer.destroyed() != (long) i * size) {
				throw new IllegalStateException("%s destroyed %d values of %d times %d"
					.formatted(kind, peer.destroyed(), i, size));
			}
		}
		return Map.of(new Row("freeAll, destructors included", size, "ms"), best);
	}

	static Map<Row, Double> dead(Peer.Kind kind, int size) throws InterruptedException {
		Peer peer = kind.create();
		double best = Double.MAX_VALUE;
		for (int i = 1; i <= TIMES; i++) {
			peer.allocEach(peer.newParents(size));
			long destroyed = kind.tells ? (long) i * size : 0;
			long start = System.nanoTime();
			System.gc();
			while (peer.live() > 0 || peer.destroyed() < destroyed) {
				Thread.sleep(1);
			}
			best = Math.min(best, (System.nanoTime() - start) / 1e6);
		}
		return Map.of(new Row("reclaim of dead parents, collection included", size, "ms"), best);
	}

}
