package io.github.shadowvars.benchmark;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the collector takes with many variables, read from its log.
 */
final class Collecting {

	/**
	 * The system property with the path of the log.
	 */
	static final String LOG = "benchmark.gc.log";

	private static final Pattern REMARK = Pattern.compile("Pause Remark .* ([\\d.]+)ms$");

	private static final Pattern REFERENCES = Pattern.compile("Reference Processing:? ([\\d.]+)ms$");

	private static final Pattern CYCLE = Pattern.compile("Concurrent (?:Mark )?Cycle ([\\d.]+)ms$");

	private static final int CYCLES = 12;

	private static final int KEPT = 500_000;

	private static final long ROUND_NANOS = 2_000_000;

	private Collecting() {
	}

	static Map<Row, Double> live(Peer.Kind kind, int size) throws IOException, InterruptedException {
		Peer peer = kind.create();
		Object[] parents = peer.newParents(size);
		peer.allocEach(parents);
		Thread load = new Thread(() -> load(peer, parents), "load");
		load.setDaemon(true);
		load.start();
		// After this, all objects are in the old generation
		System.gc();
		Path log = Path.of(System.getProperty(LOG));
		int filled = Files.readAllLines(log).size();
		for (int i = 0; i < CYCLES; i++) {
			Thread.sleep(50);
			System.gc();
		}
		load.interrupt();
		load.join();
		Reference.reachabilityFence(peer);
		Reference.reachabilityFence(parents);
		List<String> lines = Files.readAllLines(log);
		lines = lines.subList(filled, lines.size());
		DoubleSummaryStatistics cycles = milliseconds(CYCLE, lines);
		return Map.of(row("longest remark pause", size), milliseconds(REMARK, lines).getMax(),
				row("longest reference processing", size), milliseconds(REFERENCES, lines).getMax(),
				row("concurrent cycle, mean", size), cycles.getAverage(), row("concurrent cycle, longest", size), cycles.getMax());
	}

	/**
	 * Reads variables, and allocates objects that live long enough to be promoted. The
	 * amount is the same for fast and slow peers.
	 */
	private static void load(Peer peer, Object[] parents) {
		Object[] kept = new Object[KEPT];
		int next = 0;
		long round = System.nanoTime();
		while (!Thread.currentThread().isInterrupted()) {
			for (int i = 0; i < 2_000; i++) {
				kept[next % KEPT] = new byte[64];
				peer.get(parents[(int) ((next * 7919L) % parents.length)]);
				next = (next + 1) & Integer.MAX_VALUE;
			}
			round += ROUND_NANOS;
			for (long left = round - System.nanoTime(); left > 0; left = round - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
		}
	}

	private static Row row(String name, int size) {
		return new Row("G1: " + name, size, "ms");
	}

	private static DoubleSummaryStatistics milliseconds(Pattern pattern, List<String> lines) {
		DoubleSummaryStatistics result = lines.stream()
			.map(pattern::matcher)
			.filter(Matcher::find)
			.mapToDouble((line) -> Double.parseDouble(line.group(1)))
			.summaryStatistics();
		if (result.getCount() == 0) {
			throw new IllegalStateException("The collector's log has no line like '%s'".formatted(pattern));
		}
		return result;
	}

}
