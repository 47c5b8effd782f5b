package io.github.shadowvars.benchmark;

import java.util.Map;

/**
 * How long it takes to free much at once.
 */
final class Freeing {

	private static final int TIMES = 3;

	private Freeing() {
	}

	static Map<Row, Double> all(Peer.Kind kind) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(Program.MILLION);
		double best = Double.MAX_VALUE;
		for (int i = 1; i <= TIMES; i++) {
			peer.allocEach(parents);
			System.gc();
			long start = System.nanoTime();
			peer.freeAll();
			best = Math.min(best, (System.nanoTime() - start) / 1e6);
			if (peer.destroyed() != (long) i * Program.MILLION) {
				throw new IllegalStateException("%s destroyed %d values of %d times a million"
					.formatted(kind, peer.destroyed(), i));
			}
		}
		return Map.of(new Row("freeAll, destructors included", Program.MILLION, "ms"), best);
	}

	static Map<Row, Double> dead(Peer.Kind kind) throws InterruptedException {
		Peer peer = kind.create();
		double best = Double.MAX_VALUE;
		for (int i = 1; i <= TIMES; i++) {
			peer.allocEach(peer.newParents(Program.MILLION));
			long destroyed = kind.tells ? (long) i * Program.MILLION : 0;
			long start = System.nanoTime();
			System.gc();
			while (peer.live() > 0 || peer.destroyed() < destroyed) {
				Thread.sleep(1);
			}
			best = Math.min(best, (System.nanoTime() - start) / 1e6);
		}
		return Map.of(new Row("reclaim of dead parents, collection included", Program.MILLION, "ms"), best);
	}

}
