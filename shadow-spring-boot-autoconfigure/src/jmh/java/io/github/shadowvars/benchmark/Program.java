package io.github.shadowvars.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one call cannot show. Each program runs in a process of its own.
 */
enum Program {

	/**
	 * Heap per attached value, the parent left out.
	 */
	FOOTPRINT(8, (kind) -> kind.weak || kind == Peer.Kind.IDENTITY_HASH_MAP || kind == Peer.Kind.NETTY,
			Footprint::ofVariable),

	/**
	 * Heap per id that has no variables, with and without meters.
	 */
	EMPTY_ID(4, (kind) -> kind == Peer.Kind.SHADOW, (kind) -> Footprint.ofId()),

	/**
	 * Time to free all, destructors included.
	 */
	FREE_ALL(4, Peer.Kind::isMap, Freeing::all),

	/**
	 * Time from the collection's start until all dead parents are gone and, where the
	 * peer tells, the last destructor has run.
	 */
	RECLAIM(4, (kind) -> kind.isMap() && kind.weak, Freeing::dead),

	/**
	 * The longest that one call stops while a table grows.
	 */
	WORST_ALLOC(12, Peer.Kind::isMap, Filling::worst, "-Xmn8g", "-XX:InitiatingHeapOccupancyPercent=100"),

	/**
	 * What the collector takes longer for when much is attached.
	 */
	G1(4, (kind) -> kind.weak || kind == Peer.Kind.IDENTITY_HASH_MAP, Collecting::live,
			"-XX:+ExplicitGCInvokesConcurrent"),

	/**
	 * The cost of one call of the endpoint for an id.
	 */
	ENDPOINT(8, (kind) -> kind == Peer.Kind.SHADOW, (kind) -> Operating.endpoint()),

	/**
	 * The cost of one Prometheus scrape.
	 */
	SCRAPE(8, (kind) -> kind == Peer.Kind.SHADOW, (kind) -> Operating.scrape());

	static final int MILLION = 1_000_000;

	/**
	 * What a line that gives a figure begins with.
	 */
	static final String RESULT = "RESULT;";

	final int heapGigabytes;

	final List<String> flags;

	private final Predicate<Peer.Kind> applies;

	private final Body body;

	Program(int heapGigabytes, Predicate<Peer.Kind> applies, Body body, String... flags) {
		this.heapGigabytes = heapGigabytes;
		this.applies = applies;
		this.body = body;
		this.flags = List.of(flags);
	}

	List<Peer.Kind> kinds() {
		return Stream.of(Peer.Kind.values()).filter(this.applies).toList();
	}

	/**
	 * Prints the figures of one program and one peer.
	 * @param args the program and the peer
	 * @throws Exception if the program fails
	 */
	public static void main(String[] args) throws Exception {
		valueOf(args[0]).body.run(Peer.Kind.valueOf(args[1]))
			.forEach((row, figure) -> System.out.printf(Locale.ROOT, "%s%s;%d;%s;%.4f%n", RESULT, row.name(),
					row.size(), row.unit(), figure));
		System.exit(0);
	}

	/**
	 * Measures one peer.
	 */
	interface Body {

		Map<Row, Double> run(Peer.Kind kind) throws Exception;

	}

}
