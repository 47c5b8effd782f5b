package io.github.shadowvars;

/**
 * A heap in which so little is left that a call runs out of it. The call is made again
 * and again with a little more, until it succeeds: so each of its allocations has failed
 * once. Runs without buffers of threads ({@code -XX:-UseTLAB}), which would hide how much
 * is left.
 */
final class FullHeap {

	/**
	 * What is given back for checks, which need memory too.
	 */
	private static final int SPARE = 1024 * 1024;

	private static final int HEADER = 16;

	private final Object[] chunks = new Object[20_000];

	private int count;

	/**
	 * What is taken for good.
	 */
	private int taken;

	private boolean unlimited = true;

	/**
	 * Takes all memory but what checks need. Until then calls have all of it: so they can
	 * be made once, for what a JVM loads and links then.
	 */
	void limit() {
		byte[] spare = new byte[SPARE];
		fill(SPARE / 4);
		FullHeap.check(spare.length == SPARE, "kept until here");
		this.taken = this.count;
		this.unlimited = false;
	}

	/**
	 * Makes a call until it succeeds.
	 * @param step how many more bytes it has each time
	 * @param call what may run out of memory
	 * @param check what must hold after each call
	 * @return how often it failed
	 */
	int exhaust(int step, Runnable call, Runnable check) {
		for (int failures = 0;; failures++) {
			boolean succeeded = succeeds(call, step * failures);
			check.run();
			if (succeeded) {
				return failures;
			}
		}
	}

	/**
	 * Makes a call with so many bytes left, and tells whether they were enough.
	 */
	boolean succeeds(Runnable call, int left) {
		if (this.unlimited) {
			call.run();
			return true;
		}
		this.chunks[this.chunks.length - 1] = (left >= HEADER) ? new byte[left - HEADER] : null;
		fill(1);
		while (grow(0)) {
			this.count++;
		}
		this.chunks[this.chunks.length - 1] = null;
		try {
			call.run();
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
		finally {
			while (this.count > this.taken) {
				this.chunks[--this.count] = null;
			}
		}
	}

	private void fill(int smallest) {
		for (int size = SPARE; size >= smallest; size /= 8) {
			while (grow(size)) {
				this.count++;
			}
		}
	}

	private boolean grow(int size) {
		try {
			this.chunks[this.count] = new byte[size];
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	static void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

}
