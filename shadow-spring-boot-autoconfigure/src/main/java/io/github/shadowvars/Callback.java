package io.github.shadowvars;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * A place in a stripe's list for a constructor, or for destructors, that run on a thread.
 * It serves one run after the other and holds numbers where it can: a new object for each
 * call, stored where old objects are, would cost a fence and a dirtied card with G1, and
 * with them half of the time of an {@code alloc}. A run begins under the stripe's lock
 * and ends without it.
 */
final class Callback {

	/**
	 * In place of a parent's hash, which is never negative.
	 */
	private static final int DESTRUCTORS = -1;

	/**
	 * The next one in the stripe's list, guarded by the stripe's lock, as are all that
	 * say what runs.
	 */
	@Nullable Callback next;

	/**
	 * The hash of the parent for which this constructs.
	 */
	private int hash = DESTRUCTORS;

	/**
	 * What this constructs, if the hash alone does not tell because it is that of another
	 * parent, too.
	 */
	private @Nullable Attachment constructing;

	private long thread;

	/**
	 * How many runs have begun. The run that has not ended is the last one.
	 */
	private long begun;

	private volatile long ended;

	private volatile @Nullable CountDownLatch latch;

	/**
	 * Begins to construct.
	 * @param constructing what, or null if the hash tells
	 */
	void beginConstructor(int hash, @Nullable Attachment constructing) {
		this.constructing = constructing;
		begin(hash);
	}

	void beginDestructors() {
		begin(DESTRUCTORS);
	}

	private void begin(int hash) {
		this.hash = hash;
		this.thread = Thread.currentThread().getId();
		this.begun++;
	}

	/**
	 * Ends the run. Called by its own thread.
	 */
	void end() {
		this.ended = this.begun;
		CountDownLatch latch = this.latch;
		if (latch != null) {
			latch.countDown();
		}
	}

	boolean isRunning() {
		return this.ended != this.begun;
	}

	boolean isConstructor() {
		return this.hash != DESTRUCTORS;
	}

	int hash() {
		return this.hash;
	}

	@Nullable Attachment constructing() {
		return this.constructing;
	}

	/**
	 * Returns which run this is. Called by its own thread, or under the lock.
	 */
	long number() {
		return this.begun;
	}

	/**
	 * Returns the run that has not ended, for those who wait for it.
	 */
	Run run() {
		return new Run(this, this.begun, this.thread);
	}

	boolean hasEnded(long run) {
		return this.ended >= run;
	}

	/**
	 * Returns what the end of the present run opens. Whoever ends a run reads it after it
	 * noted the end, and whoever waits looks for the end after it got this: one of the
	 * two sees the other. The end of an earlier run may open it as well.
	 */
	synchronized CountDownLatch latch() {
		CountDownLatch latch = this.latch;
		if (latch == null || latch.getCount() == 0) {
			latch = new CountDownLatch(1);
			this.latch = latch;
		}
		return latch;
	}

}
