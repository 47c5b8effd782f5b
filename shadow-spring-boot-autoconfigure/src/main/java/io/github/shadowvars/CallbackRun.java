package io.github.shadowvars;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run of a callback, for other threads.
 *
 * @param number the number of the run
 * @param thread the id of the thread that runs it
 */
record CallbackRun(CallbackSlot callback, long number, long thread) {

	boolean isDone() {
		return this.callback.hasEnded(this.number);
	}

	/**
	 * Returns whether it runs on the current thread.
	 */
	boolean isMine() {
		return this.thread == ThreadId.current();
	}

	/**
	 * Waits for the end.
	 * @return whether the run ended in time
	 */
	boolean await(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		while (!isDone()) {
			CountDownLatch latch = this.callback.latch();
			if (!isDone() && !latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Waits for the end, or until an id is closed.
	 * @param closed whether it is closed. The thread that closes it must then
	 * {@link CallbackSlot#wake wake} this thread
	 * @return whether the run has ended
	 */
	boolean await(BooleanSupplier closed) throws InterruptedException {
		while (!isDone()) {
			CountDownLatch latch = this.callback.latch();
			// The closing thread closes the id first, and then opens the latch.
			boolean isClosed = closed.getAsBoolean();
			if (isDone()) {
				return true;
			}
			if (isClosed) {
				return false;
			}
			latch.await();
		}
		return true;
	}

}
