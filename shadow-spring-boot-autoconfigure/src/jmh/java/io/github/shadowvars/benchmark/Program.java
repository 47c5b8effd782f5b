package io.github.shadowvars.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one call cannot show. Each program runs in a process of its own, and prints one
 * figure.
 */
enum Program {

	/**
	 * Heap per attached value, the parent left out.
	 */
	FOOTPRINT("bytes") {

		@Override
		double run(Peer peer) {
			Object[] parents = parents(peer, MILLION);
			long before = used();
			attach(peer, parents);
			double bytes = (used() - before) / (double) MILLION;
			Reference.reachabilityFence(parents);
			Reference.reachabilityFence(peer);
			return bytes;
		}

	},

	/**
	 * Time to free a million variables, destructors included.
	 */
	FREE_ALL("ms") {

		@Override
		double run(Peer peer) {
			Object[] parents = parents(peer, MILLION);
			double best = Double.MAX_VALUE;
			for (int i = 0; i < 5; i++) {
				attach(peer, parents);
				System.gc();
				long start = System.nanoTime();
				peer.freeAll();
				best = Math.min(best, millis(start));
			}
			return best;
		}

	},

	/**
	 * Time from the collection's start until a million dead parents are gone and, where
	 * the peer tells, the last destructor has run.
	 */
	RECLAIM("ms") {

		@Override
		double run(Peer peer) throws InterruptedException {
			double best = Double.MAX_VALUE;
			for (int i = 0; i < 5; i++) {
				attach(peer, parents(peer, MILLION));
				long start = System.nanoTime();
				System.gc();
				while (peer.live() > 0) {
					Thread.sleep(1);
				}
				best = Math.min(best, millis(start));
			}
			return best;
		}

	},

	/**
	 * The longest that one call stops while ten million are attached.
	 */
	WORST_ALLOC("ms") {

		@Override
		double run(Peer peer) {
			Object[] parents = parents(peer, 10 * MILLION);
			System.gc();
			long worst = 0;
			long before = System.nanoTime();
			long collections = collections();
			for (Object parent : parents) {
				peer.alloc(parent);
				long now = System.nanoTime();
				if (now - before > worst) {
					long after = collections();
					// A pause of the collector is not the table's.
					worst = (after == collections) ? now - before : worst;
					collections = after;
					now = System.nanoTime();
				}
				before = now;
			}
			return worst / 1e6;
		}

	};

	private static final int MILLION = 1_000_000;

	final String unit;

	Program(String unit) {
		this.unit = unit;
	}

	abstract double run(Peer peer) throws InterruptedException;

	static Object[] parents(Peer peer, int number) {
		Object[] parents = new Object[number];
		Arrays.setAll(parents, (i) -> peer.newParent());
		for (Object parent : parents) {
			System.identityHashCode(parent);
		}
		return parents;
	}

	static void attach(Peer peer, Object[] parents) {
		for (Object parent : parents) {
			peer.alloc(parent);
		}
	}

	static double millis(long start) {
		return (System.nanoTime() - start) / 1e6;
	}

	static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong((bean) -> bean.getCollectionCount()).sum();
	}

	static long used() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Prints the figure of one program and one peer.
	 * @param args the program and the peer
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		System.out.printf(Locale.ROOT, "RESULT %.3f%n", valueOf(args[0]).run(Peer.Kind.valueOf(args[1]).create()));
		System.exit(0);
	}

}
