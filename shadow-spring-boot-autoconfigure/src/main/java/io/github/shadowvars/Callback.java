package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A constructor, or a batch of destructors, that is running. It ends without a lock: the
 * stripe that lists it forgets it when it lists the next one.
 */
class Callback {

	/**
	 * What is being constructed, if this is a constructor.
	 */
	@Nullable Attachment constructing;

	/**
	 * The next one in the stripe's list, guarded by the stripe's lock.
	 */
	@Nullable Callback next;

	private @Nullable Thread thread = Thread.currentThread();

	private volatile boolean done;

	private volatile @Nullable CountDownLatch latch;

	/**
	 * Returns the attachment for what this constructs.
	 */
	Attachment attachment(Object parent, ReferenceQueue<Object> queue) {
		return new Attachment(parent, queue);
	}

	final void end() {
		this.thread = null;
		this.constructing = null;
		this.done = true;
		CountDownLatch latch = this.latch;
		if (latch != null) {
			latch.countDown();
		}
	}

	final boolean isDone() {
		return this.done;
	}

	final @Nullable Thread thread() {
		return this.thread;
	}

	/**
	 * Waits for the end.
	 * @return whether it came in time
	 */
	final boolean await(long nanos) throws InterruptedException {
		CountDownLatch latch;
		synchronized (this) {
			latch = this.latch;
			if (latch == null) {
				latch = new CountDownLatch(1);
				// Whoever ends this reads the latch after it set done: one of the two
				// sees the other.
				this.latch = latch;
			}
		}
		return this.done || latch.await(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Waits for the end until a deadline, whatever interrupts come; they are kept.
	 */
	final void awaitUninterruptibly(long deadline) {
		boolean interrupted = false;
		while (true) {
			try {
				await(deadline - System.nanoTime());
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
