package io.github.shadowvars;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * A place in a stripe's list for a constructor, or for destructors, that run on a thread.
 * It serves one run after the other and holds numbers where it can: a new object for each
 * call, stored where old objects are, would cost a fence and a dirtied card with G1, and
 * with them up to half as much time again as an {@code alloc} with a {@code free} takes.
 * A run begins under the stripe's lock and ends without it.
 */
final class Callback {

	/**
	 * The next one in the stripe's list, guarded by the stripe's lock, as are those that
	 * say what runs.
	 */
	@Nullable Callback next;

	private boolean constructor;

	/**
	 * The hash of the parent for which this constructs.
	 */
	private int hash;

	/**
	 * What this constructs, if the hash alone might not tell. Kept until the next run.
	 */
	private @Nullable Attachment constructing;

	private long thread;

	/**
	 * How many runs have begun. The run that has not ended is the last one. Written under
	 * the lock, while nothing runs, and read by its own thread or under the lock.
	 */
	private long begun;

	private volatile long ended;

	private volatile @Nullable CountDownLatch latch;

	/**
	 * Begins to construct.
	 * @param constructing what, or null if the hash tells
	 */
	void beginConstructor(int hash, @Nullable Attachment constructing) {
		begin(true, hash, constructing);
	}

	void beginDestructors() {
		begin(false, 0, null);
	}

	private void begin(boolean constructor, int hash, @Nullable Attachment constructing) {
		this.constructor = constructor;
		this.hash = hash;
		this.constructing = constructing;
		this.thread = ThreadId.current();
		this.begun++;
	}

	/**
	 * Ends the run. Called by its own thread.
	 */
	void end() {
		this.ended = this.begun;
		wake();
	}

	/**
	 * Lets those who wait for the end look again.
	 */
	void wake() {
		CountDownLatch latch = this.latch;
		if (latch != null) {
			latch.countDown();
		}
	}

	boolean isRunning() {
		return this.ended != this.begun;
	}

	boolean isConstructor() {
		return this.constructor;
	}

	/**
	 * Tells whether this constructs for a parent with that hash.
	 */
	boolean constructs(int hash) {
		return isRunning() && this.constructor && this.hash == hash;
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
