package io.github.shadowvars.benchmark;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The cost and the delay of cleaning up after a few dead parents. Peers that clean up in
 * calls are called as soon as the collection has ended, and again until everything was
 * removed.
 */
final class Dying {

	/**
	 * The largest number first, so that the code is compiled when the small ones are
	 * measured.
	 */
	private static final int[] DEATHS = { 10_000, 100, 5 };

	private static final int WARM_UP = 10;

	private static final int COLLECTIONS = 40;

	private static final long INTERVAL_NANOS = 100_000_000;

	private static final long LOOK_NANOS = 50_000;

	private static final int SURVIVORS = 10;

	private static final int TIMES = 5;

	private static final GarbageCollectorMXBean YOUNG = ManagementFactory.getGarbageCollectorMXBeans()
		.stream()
		.filter((collector) -> collector.getName().contains("Young"))
		.findFirst()
		.orElseThrow();

	private static byte @Nullable [] garbage;

	private Dying() {
	}

	static String name(int deaths) {
		return "%,d die per young collection: ".formatted(deaths);
	}

	/**
	 * A few of many parents die at each young collection, and are replaced by new ones.
	 */
	static Map<Row, Double> few(Peer.Kind kind, int size) {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		Cleaning cleaning = new Cleaning(kind.tells, peer);
		cleaning.attach(parents);
		System.gc();
		Map<Row, Double> results = new LinkedHashMap<>();
		for (int deaths : DEATHS) {
			collect(peer, cleaning, deaths, WARM_UP);
			cleaning.start();
			long start = System.nanoTime();
			List<Long> times = collect(peer, cleaning, deaths, COLLECTIONS);
			double seconds = (System.nanoTime() - start) / 1e9;
			String name = name(deaths);
			results.put(new Row(name + "processor time of cleaning", size, "ms/s"),
					cleaning.nanoseconds() / 1e6 / seconds);
			results.put(new Row(name + "collection to last destructor", size, "ms"), Figures.median(times) / 1e6);
		}
		Reference.reachabilityFence(parents);
		return results;
	}

	/**
	 * One parent with values of many ids dies.
	 */
	static Map<Row, Double> one(Peer.Kind kind, int ids) {
		Peer[] peers = new Peer[ids];
		Arrays.setAll(peers, (i) -> kind.create());
		Cleaning cleaning = new Cleaning(kind.tells, peers);
		Object[] survivors = peers[0].newParents(SURVIVORS);
		cleaning.attach(survivors);
		List<Long> elapsed = new ArrayList<>();
		List<Long> processor = new ArrayList<>();
		for (int i = 1; i <= TIMES; i++) {
			attachAndDrop(peers[0], cleaning, 1);
			cleaning.start();
			System.gc();
			long start = System.nanoTime();
			while (cleaning.clean() < (long) i * ids) {
				LockSupport.parkNanos(LOOK_NANOS);
			}
			elapsed.add(System.nanoTime() - start);
			processor.add(cleaning.nanoseconds());
		}
		Reference.reachabilityFence(survivors);
		String name = "one dead parent of many ids: ";
		return Map.of(new Row(name + "collection to last destructor", ids, "ms"), Figures.median(elapsed) / 1e6,
				new Row(name + "processor time of cleaning", ids, "ms"), Figures.median(processor) / 1e6);
	}

	/**
	 * Collects at each interval, even if dead parents of the last interval remain. Returns
	 * how long each interval's dead parents remained.
	 */
	private static List<Long> collect(Peer peer, Cleaning cleaning, int deaths, int collections) {
		List<Long> times = new ArrayList<>();
		Queue<Collected> pending = new ArrayDeque<>();
		long due = cleaning.clean();
		long next = System.nanoTime();
		for (int i = 1; i <= collections; i++) {
			attachAndDrop(peer, cleaning, deaths);
			due += deaths;
			collectYoung();
			pending.add(new Collected(System.nanoTime(), due));
			next += INTERVAL_NANOS;
			long left;
			do {
				if (!pending.isEmpty()) {
					long gone = cleaning.clean();
					long now = System.nanoTime();
					while (!pending.isEmpty() && pending.element().due <= gone) {
						times.add(now - pending.remove().nanos);
					}
				}
				left = next - System.nanoTime();
				LockSupport.parkNanos(pending.isEmpty() ? left : LOOK_NANOS);
			}
			while (left > 0 || (i == collections && !pending.isEmpty()));
		}
		return times;
	}

	/**
	 * In a method of its own, so that no local variable holds the parents.
	 */
	private static void attachAndDrop(Peer peer, Cleaning cleaning, int number) {
		cleaning.attach(peer.newParents(number));
	}

	private static void collectYoung() {
		long before = YOUNG.getCollectionCount();
		while (YOUNG.getCollectionCount() == before) {
			garbage = new byte[1 << 16];
		}
	}

	/**
	 * A collection.
	 * @param nanos the time of its end
	 * @param due the number of values that must be removed after it
	 */
	private record Collected(long nanos, long due) {
	}

}
