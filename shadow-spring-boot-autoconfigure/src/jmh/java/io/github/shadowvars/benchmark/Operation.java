package io.github.shadowvars.benchmark;

import java.util.List;
import java.util.stream.Stream;

/**
 * A measured call, and its number of threads.
 */
enum Operation {

	GET("get, hit", "get", 1, 1, 0, 1_000, 100_000, 1_000_000),

	MISS("get, miss", "miss", 1, 1, 0, 1_000, 100_000, 1_000_000),

	GET_OR_ALLOC("getOrAlloc, existing", "getOrAlloc", 1, 1, 0, 1_000, 100_000, 1_000_000),

	ALLOC_FREE("alloc + free", "allocFree", 1, 1, 0, 1_000, 100_000, 1_000_000),

	GET_OF_EIGHT("get, one of 8 ids", "getOfSeveral", 8, 1, 0, 1_000, 100_000),

	FREE_PARENT_OF_10("freeParent, nothing attached, 10 ids", "freeParent", 10, 1, 0, 1_000),

	FREE_PARENT_OF_1000("freeParent, nothing attached, 1,000 ids", "freeParent", 1_000, 1, 0, 1_000),

	GET_BY_TWO("get, two threads", "get", 1, 2, 0, 100_000),

	ALLOC_FREE_BY_TWO("alloc + free, two threads", "allocFree", 1, 2, 0, 100_000),

	GET_BESIDE_CHURN("get, one thread beside one that churns", "getWhileChurning", 1, 1, 1, 100_000),

	GET_BY_TWO_BESIDE_CHURN("get, two threads beside one that churns", "getWhileChurning", 1, 2, 1, 100_000);

	private final String title;

	/**
	 * The name of the benchmark's method or group.
	 */
	final String method;

	final int ids;

	/**
	 * The number of threads that make the measured call.
	 */
	final int threads;

	final int churning;

	/**
	 * The numbers of parents with values, unless selected otherwise.
	 */
	final List<Integer> sizes;

	Operation(String title, String method, int ids, int threads, int churning, Integer... sizes) {
		this.title = title;
		this.method = method;
		this.ids = ids;
		this.threads = threads;
		this.churning = churning;
		this.sizes = List.of(sizes);
	}

	Row row(int size) {
		return new Row(this.title, size, "ns");
	}

	/**
	 * Returns the name of the row for the gain of the second thread.
	 */
	String gain() {
		return "gain of two readers over one" + ((this.churning > 0) ? ", beside one that churns" : "");
	}

	List<Peer.Kind> kinds() {
		return Stream.of(Peer.Kind.values()).filter((kind) -> switch (kind) {
			case FIELD -> this.ids == 1;
			case IDENTITY_HASH_MAP -> this.threads + this.churning == 1;
			case SHADOW_OFF_AGAIN, SHADOW_SAMPLED, SHADOW_FULL -> this == ALLOC_FREE;
			// Cannot free all values of a parent, and supports fewer ids
			case VIRTUAL_FIELD, NETTY, SPRING -> this.ids <= 8;
			default -> true;
		}).toList();
	}

}
