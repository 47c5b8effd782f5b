package io.github.shadowvars.benchmark;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A figure that must not be exceeded.
 *
 * @param kind whose figure it is
 * @param row the name of the row
 * @param size the number of values, 0 for all
 * @param divisor the unit of the multiple
 * @param most the highest allowed figure
 */
record Target(Peer.Kind kind, String row, int size, Divisor divisor, double most) {

	static final List<Target> ALL = List.of(byHand(Operation.GET, 1_000, 0.9), byHand(Operation.GET, 100_000, 1.0),
			byHand(Operation.GET, 1_000_000, 0.9), byHand(Operation.MISS, 1_000, 1.15),
			byHand(Operation.MISS, 100_000, 1.0), byHand(Operation.MISS, 1_000_000, 1.15),
			byHand(Operation.GET_OR_ALLOC, 1_000, 0.95), byHand(Operation.GET_OR_ALLOC, 1_000_000, 0.9),
			byHand(Operation.ALLOC_FREE, 1_000, 1.05), byHand(Operation.ALLOC_FREE, 100_000, 0.9),
			byHand(Operation.ALLOC_FREE, 1_000_000, 0.95), weakHashMap(1_000, 1.35), weakHashMap(100_000, 1.3),
			weakHashMap(1_000_000, 1.2),
			new Target(Peer.Kind.SHADOW, Operation.ALLOC_FREE_BY_TWO.row(0).name(), 100_000, Divisor.BEST_WEAK_PEER, 0.7),
			byHand(Operation.GET_BY_TWO, 100_000, 0.8), byHand(Operation.GET_OF_EIGHT, 1_000, 0.95),
			byHand(Operation.GET_OF_EIGHT, 100_000, 1.0), new Target(Peer.Kind.SHADOW, Footprint.TITLE, 0, Divisor.ONE, 50),
			new Target(Peer.Kind.SHADOW, "heap per id without variables", 0, Divisor.ONE, 1_023),
			new Target(Peer.Kind.SHADOW, "freeAll, destructors included", 0, Divisor.BY_HAND, 0.6),
			new Target(Peer.Kind.SHADOW, "reclaim of dead parents, collection included", 0, Divisor.BY_HAND, 0.5),
			steady(10_000), steady(100), steady(5), new Target(Peer.Kind.SHADOW, "longest alloc while filling", 0, Divisor.ONE, 100),
			new Target(Peer.Kind.SHADOW, "longest alloc while filling", 0, Divisor.BY_HAND, 0.2),
			woven(Operation.GET, 1_000, Divisor.BY_HAND, 0.55), woven(Operation.GET, 1_000_000, Divisor.BY_HAND, 0.45),
			woven(Operation.GET, 1_000, Divisor.IDENTITY_HASH_MAP, 1),
			woven(Operation.GET, 1_000_000, Divisor.IDENTITY_HASH_MAP, 1),
			woven(Operation.MISS, 1_000, Divisor.BY_HAND, 0.55),
			woven(Operation.MISS, 1_000_000, Divisor.BY_HAND, 0.35));

	private static Target byHand(Operation operation, int size, double most) {
		return new Target(Peer.Kind.SHADOW, operation.row(size).name(), size, Divisor.BY_HAND, most);
	}

	private static Target woven(Operation operation, int size, Divisor divisor, double most) {
		return new Target(Peer.Kind.SHADOW_WOVEN, operation.row(size).name(), size, divisor, most);
	}

	private static Target weakHashMap(int size, double most) {
		return new Target(Peer.Kind.SHADOW, Operation.ALLOC_FREE.row(size).name(), size, Divisor.WEAK_HASH_MAP, most);
	}

	private static Target steady(int deaths) {
		return new Target(Peer.Kind.SHADOW, Dying.name(deaths) + "processor time of cleaning", 0, Divisor.BY_HAND, 3);
	}

	boolean appliesTo(Row measured) {
		return measured.name().equals(this.row) && (this.size == 0 || this.size == measured.size());
	}

	@Nullable Double measured(Row row, Figures figures) {
		return switch (this.divisor) {
			case ONE -> figures.median(row, this.kind);
			case BY_HAND -> figures.ratio(row, this.kind, Peer.Kind.BY_HAND);
			case WEAK_HASH_MAP -> figures.ratio(row, this.kind, Peer.Kind.WEAK_HASH_MAP);
			case IDENTITY_HASH_MAP -> figures.ratio(row, this.kind, Peer.Kind.IDENTITY_HASH_MAP);
			case BEST_WEAK_PEER -> {
				Peer.Kind best = figures.best(row);
				yield (best != null) ? figures.ratio(row, this.kind, best) : null;
			}
		};
	}

	String describe() {
		return this.row + ((this.kind != Peer.Kind.SHADOW) ? ", woven" : "") + this.divisor.suffix;
	}

	/**
	 * The figure to compare with.
	 */
	enum Divisor {

		ONE(""), BY_HAND(" / by hand"), WEAK_HASH_MAP(" / WeakHashMap"), IDENTITY_HASH_MAP(" / IdentityHashMap"),

		BEST_WEAK_PEER(" / best weak peer");

		private final String suffix;

		Divisor(String suffix) {
			this.suffix = suffix;
		}

	}

}
