package io.github.shadowvars;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Watches the destructors on the reaper's thread. Its thread checks once a second, and
 * ends as soon as no destructor is running. It reports a blocked destructor once, and
 * counts the dead attachments that wait behind it.
 */
final class Watch {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Thread reaper;

	private final Backlog backlog;

	private final AtomicReference<@Nullable Thread> watching = new AtomicReference<>();

	private volatile @Nullable Thread latest;

	/**
	 * The id whose destructor is running.
	 */
	private volatile @Nullable RegisteredId<?, ?> running;

	/**
	 * The start time of the running destructor, or 0 if none is running.
	 */
	private volatile long since;

	private volatile boolean stopped;

	Watch(Thread reaper, Backlog backlog) {
		this.reaper = reaper;
		this.backlog = backlog;
	}

	/**
	 * Notes that a destructor starts. Called by the reaper.
	 */
	void begin(RegisteredId<?, ?> id) {
		this.running = id;
		this.since = System.nanoTime() | 1;
		if (this.watching.get() == null) {
			start();
		}
	}

	void end() {
		this.since = 0;
		this.running = null;
	}

	/**
	 * Returns how long the current destructor has been running, or 0.
	 */
	long runningNanos() {
		long since = this.since;
		return (since != 0) ? Math.max(0, System.nanoTime() - since) : 0;
	}

	private void start() {
		try {
			Thread thread = BareThread.create("shadow-watch", this::run);
			if (!this.stopped && this.watching.compareAndSet(null, thread)) {
				this.latest = thread;
				thread.start();
			}
		}
		catch (Throwable ex) {
			// For example, out of memory: the destructor still runs.
			this.watching.set(null);
		}
	}

	private void run() {
		try {
			long reported = 0;
			do {
				long since;
				do {
					LockSupport.parkNanos(this, LOOK_NANOS);
					// With the interrupt status set, the next wait would return at once.
					Thread.interrupted();
					since = this.since;
					if (since != 0) {
						reported = look(since, reported);
					}
				}
				while (since != 0 && !this.stopped);
				this.watching.set(null);
				// A destructor that started meanwhile may have seen that this thread was
				// running.
			}
			while (this.since != 0 && !this.stopped && this.watching.compareAndSet(null, Thread.currentThread()));
		}
		catch (Throwable ex) {
			this.watching.set(null);
			BareThread.uncaught(ex);
		}
	}

	private long look(long since, long reported) {
		this.backlog.gather();
		long running = System.nanoTime() - since;
		if (since == reported || running < STUCK_NANOS) {
			return reported;
		}
		RegisteredId<?, ?> id = this.running;
		StackTraceElement[] stack = this.reaper.getStackTrace();
		if (id != null && this.since == since) {
			id.destruction().reportStuck(Duration.ofNanos(running), this.reaper.getName(), stack);
		}
		return since;
	}

	/**
	 * Ends the thread, and waits for its end until a deadline.
	 */
	void stop(long deadline) {
		this.stopped = true;
		Thread thread = this.latest;
		if (thread != null) {
			LockSupport.unpark(thread);
			BareThread.join(thread, deadline);
		}
	}

}
