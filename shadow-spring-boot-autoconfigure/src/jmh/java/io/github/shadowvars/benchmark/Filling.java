package io.github.shadowvars.benchmark;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The cost of calls while a table grows.
 */
final class Filling {

	private static final int WARM_UP = 100_000;

	private static final int BATCH = 1_000;

	private Filling() {
	}

	/**
	 * Measures the longest single call.
	 */
	static Map<Row, Double> worstAlloc(Peer.Kind kind, int size) {
		Peer warm = kind.create();
		fill(warm, warm.newParents(WARM_UP));
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		System.gc();
		long worst = fill(peer, parents);
		return Map.of(new Row("longest alloc while filling", size, "ms"), worst / 1e6);
	}

	/**
	 * Measures a hit in one thread while another thread fills the table tenfold.
	 */
	static Map<Row, Double> hits(Peer.Kind kind, int size) throws InterruptedException {
		readWhileFilling(kind, 10 * WARM_UP);
		Reader reader = readWhileFilling(kind, size);
		return Map.of(new Row("get, hit, while the table grows", size, "ns"), reader.mean(),
				new Row("longest %,d hits while the table grows".formatted(BATCH), size, "ms"), reader.worst / 1e6);
	}

	private static Reader readWhileFilling(Peer.Kind kind, int size) throws InterruptedException {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		Object[] present = Arrays.copyOf(parents, size / 10);
		Object[] added = Arrays.copyOfRange(parents, present.length, size);
		peer.allocEach(present);
		Reader reader = new Reader(peer, Population.sequence(present));
		System.gc();
		reader.start();
		reader.started.await();
		fill(peer, added);
		reader.stopped = true;
		reader.join();
		if (reader.misses > 0) {
			throw new IllegalStateException("%s lost %d values while it grew".formatted(kind, reader.misses));
		}
		return reader;
	}

	private static long fill(Peer peer, Object[] parents) {
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
			throw new IllegalStateException("The collector ran while a table was filled, and its pauses are not the "
					+ "table's; give the young generation more memory");
		}
		return worst;
	}

	private static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

	/**
	 * Reads values until it is stopped.
	 */
	private static final class Reader extends Thread {

		private final Peer peer;

		private final Object[] parents;

		private final CountDownLatch started = new CountDownLatch(1);

		private volatile boolean stopped;

		private long misses;

		private long batches;

		private long total;

		private long worst;

		Reader(Peer peer, Object[] parents) {
			super("reader");
			this.peer = peer;
			this.parents = parents;
		}

		@Override
		public void run() {
			int next = 0;
			while (!this.stopped) {
				long start = System.nanoTime();
				for (int i = 0; i < BATCH; i++) {
					if (this.peer.get(this.parents[next]) == null) {
						this.misses++;
					}
					next = (next + 1 < this.parents.length) ? next + 1 : 0;
				}
				long elapsed = System.nanoTime() - start;
				this.batches++;
				this.total += elapsed;
				this.worst = Math.max(this.worst, elapsed);
				this.started.countDown();
			}
		}

		private double mean() {
			return (double) this.total / (this.batches * BATCH);
		}

	}

}
