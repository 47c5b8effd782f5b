package io.github.shadowvars;

/**
 * A heap with so little free memory that a call runs out of it. The call is repeated with
 * a little more memory each time, until it succeeds, so each of its allocations has
 * failed once. Needs {@code -XX:-UseTLAB}, because thread-local buffers would hide how
 * much is free.
 */
final class FullHeap {

	/**
	 * The memory that is released for checks.
	 */
	private static final int SPARE = 1024 * 1024;

	private static final int HEADER = 16;

	private final Object[] chunks = new Object[20_000];

	private int count;

	/**
	 * The memory that stays allocated.
	 */
	private int taken;

	private boolean unlimited = true;

	/**
	 * Whether a call is running that must not have more memory.
	 */
	private boolean limiting;

	/**
	 * Allocates all memory except the part for checks. Make each call once before that,
	 * so that the JVM loads and links its classes.
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
	 * @param step the number of additional bytes for each repetition
	 * @param call the call that may run out of memory
	 * @param check the check after each call
	 * @return how often the call failed
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
	 * Makes a call with a number of free bytes. Returns whether they were enough.
	 */
	boolean succeeds(Runnable call, int left) {
		if (this.unlimited) {
			call.run();
			return true;
		}
		this.chunks[this.chunks.length - 1] = (left >= HEADER) ? new byte[left - HEADER] : null;
		this.limiting = true;
		fill();
		this.chunks[this.chunks.length - 1] = null;
		try {
			call.run();
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
		finally {
			this.limiting = false;
			while (this.count > this.taken) {
				this.chunks[--this.count] = null;
			}
		}
	}

	/**
	 * Allocates all memory, until the call that runs has returned. Has no effect outside
	 * of a call.
	 */
	void fill() {
		if (this.limiting) {
			fill(1);
			while (grow(0)) {
				this.count++;
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
