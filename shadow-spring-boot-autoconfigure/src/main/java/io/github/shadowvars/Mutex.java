package io.github.shadowvars;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

import org.jspecify.annotations.Nullable;

/**
 * A non-reentrant lock. Virtual threads wait for it without pinning their carriers. It
 * differs from {@link java.util.concurrent.locks.ReentrantLock} in two ways. It does not
 * store its owner: with G1, that store costs as much as taking the lock. And if the stack
 * overflows while a thread takes a lock that is free, the lock stays free.
 */
class Mutex extends AbstractQueuedSynchronizer {

	private static final long serialVersionUID = 1L;

	/**
	 * The thread that holds this lock, if it had to wait for it.
	 */
	private transient @Nullable Thread waited;

	/**
	 * Takes the lock, or throws without taking it. {@link #unlock} needs no more stack
	 * than this.
	 */
	void acquire() {
		if (!tryAcquire()) {
			await();
		}
	}

	private void await() {
		try {
			acquire(1);
		}
		catch (StackOverflowError ex) {
			if (this.waited == Thread.currentThread()) {
				unlock();
			}
			throw ex;
		}
	}

	/**
	 * Takes the lock if it is free.
	 */
	boolean tryAcquire() {
		return tryEnter();
	}

	private boolean tryEnter() {
		return tryEnterDeeper();
	}

	private boolean tryEnterDeeper() {
		return compareAndSetState(0, 1);
	}

	void unlock() {
		release(1);
	}

	/**
	 * Called for a waiting thread.
	 */
	@Override
	protected boolean tryAcquire(int one) {
		Thread thread = Thread.currentThread();
		boolean free = compareAndSetState(0, 1);
		if (free) {
			this.waited = thread;
		}
		return free;
	}

	@Override
	protected boolean tryRelease(int one) {
		this.waited = null;
		setState(0);
		return true;
	}

}
