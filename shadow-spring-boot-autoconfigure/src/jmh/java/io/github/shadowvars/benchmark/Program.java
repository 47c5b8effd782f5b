package io.github.shadowvars.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measurements that a single call cannot show. Each program runs in its own process.
 */
enum Program {

	/**
	 * Heap per attached value, without the parent.
	 */
	FOOTPRINT(8, List.of(1_000_000), (kind) -> kind.weak || kind == Peer.Kind.SHADOW_WOVEN
			|| kind == Peer.Kind.IDENTITY_HASH_MAP || kind == Peer.Kind.NETTY,
			Footprint::ofVariable),

	/**
	 * Heap per id without variables, with and without meters.
	 */
	EMPTY_ID(4, List.of(10_000), (kind) -> kind == Peer.Kind.SHADOW, Footprint::ofId),

	/**
	 * Time to free all variables, including destructors.
	 */
	FREE_ALL(4, List.of(1_000_000), Peer.Kind::isMap, Freeing::all),

	/**
	 * Time from the start of the collection until all dead parents were removed and, if the
	 * peer calls destructors, the last one has run.
	 */
	RECLAIM(4, List.of(1_000_000), (kind) -> kind.isMap() && kind.weak, Freeing::dead),

	/**
	 * Cost of cleaning up while a few of many parents die.
	 */
	STEADY(6, List.of(1_000_000, 10_000_000), (kind) -> kind.isMap() && kind.weak, Dying::few, "-Xmn64m",
			"-XX:G1HeapRegionSize=4m", "-XX:-G1UseAdaptiveIHOP", "-XX:InitiatingHeapOccupancyPercent=100"),

	/**
	 * Cost of cleaning up after one parent with values of many ids.
	 */
	DEAD_PARENT(1, List.of(1_000, 4_000), (kind) -> kind.isMap() && kind.weak, Dying::one),

	/**
	 * The longest call while a table grows.
	 */
	WORST_ALLOC(12, List.of(10_000_000), Peer.Kind::isMap, Filling::worstAlloc, "-Xmn8g",
			"-XX:InitiatingHeapOccupancyPercent=100"),

	/**
	 * The cost of a hit while a table grows.
	 */
	GET_WHILE_GROWING(12, List.of(10_000_000), (kind) -> kind.isMap() && kind.weak, Filling::hits, "-Xmn8g",
			"-XX:InitiatingHeapOccupancyPercent=100"),

	/**
	 * The additional time of the collector with many variables.
	 */
	G1(4, List.of(1_000_000), (kind) -> kind.weak || kind == Peer.Kind.IDENTITY_HASH_MAP, Collecting::live,
			"-XX:+ExplicitGCInvokesConcurrent"),

	/**
	 * The cost of one call of the endpoint for an id.
	 */
	ENDPOINT(8, List.of(10_000_000), (kind) -> kind == Peer.Kind.SHADOW, Operating::endpoint),

	/**
	 * The cost of one Prometheus scrape.
	 */
	SCRAPE(8, List.of(10_000_000), (kind) -> kind == Peer.Kind.SHADOW, Operating::scrape);

	/**
	 * The prefix of a line with a figure.
	 */
	static final String RESULT = "RESULT;";

	final int heapGigabytes;

	/**
	 * The numbers of variables or ids, unless selected otherwise.
	 */
	final List<Integer> sizes;

	final List<String> flags;

	private final Predicate<Peer.Kind> applies;

	private final Body body;

	Program(int heapGigabytes, List<Integer> sizes, Predicate<Peer.Kind> applies, Body body, String... flags) {
		this.heapGigabytes = heapGigabytes;
		this.sizes = sizes;
		this.applies = applies;
		this.body = body;
		this.flags = List.of(flags);
	}

	List<Peer.Kind> kinds() {
		return Stream.of(Peer.Kind.values()).filter(this.applies).toList();
	}

	/**
	 * Prints the figures of one program and one peer.
	 * @param args the program, the peer and the size
	 * @throws Exception if the program fails
	 */
	public static void main(String[] args) throws Exception {
		valueOf(args[0]).body.run(Peer.Kind.valueOf(args[1]), Integer.parseInt(args[2]))
			.forEach((row, figure) -> System.out.printf(Locale.ROOT, "%s%s;%d;%s;%.4f%n", RESULT, row.name(),
					row.size(), row.unit(), figure));
		System.exit(0);
	}

	/**
	 * Measures one peer.
	 */
	interface Body {

		Map<Row, Double> run(Peer.Kind kind, int size) throws Exception;

	}

}
