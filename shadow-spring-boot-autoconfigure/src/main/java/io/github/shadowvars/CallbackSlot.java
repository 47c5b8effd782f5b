package io.github.shadowvars;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * An entry in a stripe's list, for a constructor, a lifetime or destructors that run on a
 * thread. It is reused for one run after another, and holds numbers where possible. With
 * G1, storing a new object in this old one at each call would cost a fence and a dirty
 * card, and make an {@code alloc} with a {@code free} up to 50% slower. A run starts
 * under the stripe's lock and ends without it.
 */
final class CallbackSlot {

	/**
	 * The next callback in the stripe's list. Guarded by the stripe's lock, like the
	 * fields that describe the run.
	 */
	@Nullable CallbackSlot next;

	private boolean constructor;

	/**
	 * The hash of the parent, or 0 for a lifetime and for destructors of several parents.
	 */
	private int hash;

	/**
	 * The attachment of the constructor, if the hash alone may be ambiguous. Kept until
	 * the next run.
	 */
	private @Nullable Attachment constructing;

	private long thread;

	/**
	 * The number of runs that have started. A run that has not ended is the last one.
	 * Written under the lock while nothing runs, and read by the run's thread or under
	 * the lock.
	 */
	private long begun;

	private volatile long ended;

	private volatile @Nullable CountDownLatch latch;

	/**
	 * Starts a constructor.
	 * @param constructing the attachment, or null if the hash is unambiguous
	 */
	void beginConstructor(int hash, @Nullable Attachment constructing) {
		begin(true, hash, constructing);
	}

	/**
	 * Starts destructors.
	 * @param hash the hash of the only parent, or 0
	 */
	void beginDestructors(int hash) {
		begin(false, hash, null);
	}

	private void begin(boolean constructor, int hash, @Nullable Attachment constructing) {
		this.constructor = constructor;
		this.hash = hash;
		this.constructing = constructing;
		this.thread = ThreadId.current();
		this.begun++;
	}

	/**
	 * Ends the run. Called by the run's thread.
	 */
	void end() {
		this.ended = this.begun;
		wake();
	}

	/**
	 * Wakes the threads that wait for the end, so that they check again.
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
	 * Returns whether this is a constructor for a parent with this hash.
	 */
	boolean constructs(int hash) {
		return isRunning() && this.constructor && this.hash == hash;
	}

	/**
	 * Returns whether these are destructors for a parent with this hash.
	 */
	boolean destroys(int hash) {
		return isRunning() && !this.constructor && this.hash == hash;
	}

	int hash() {
		return this.hash;
	}

	@Nullable Attachment constructing() {
		return this.constructing;
	}

	/**
	 * Returns the number of the run. Called by the run's thread, or under the lock.
	 */
	long number() {
		return this.begun;
	}

	/**
	 * Returns the current run, for threads that wait for it.
	 */
	CallbackRun run() {
		return new CallbackRun(this, this.begun, this.thread);
	}

	boolean hasEnded(long run) {
		return this.ended >= run;
	}

	/**
	 * Returns the latch that the end of the current run opens. The thread that ends a run
	 * reads the latch after it has recorded the end. A waiting thread checks for the end
	 * after it has got the latch. So one of the two sees the other. The end of an earlier
	 * run may open it, too.
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
