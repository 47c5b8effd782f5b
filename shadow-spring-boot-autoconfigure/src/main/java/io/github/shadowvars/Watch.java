package io.github.shadowvars;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Watches the destructors on the reaper's thread. A thread of its own looks once a second
 * and ends as soon as it finds no destructor running. It reports a destructor that is
 * stuck, once, and gathers the dead attachments that wait behind it.
 */
final class Watch {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Thread reaper;

	private final Backlog backlog;

	private final AtomicReference<@Nullable Thread> watching = new AtomicReference<>();

	private volatile @Nullable Thread latest;

	/**
	 * The id whose destructor runs.
	 */
	private volatile @Nullable RegisteredId<?, ?> running;

	/**
	 * When the destructor that runs was started, or 0 if none runs.
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
	 * Returns for how long the destructor that runs has been running, or 0.
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
			// Out of memory, say: the destructor runs all the same.
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
					// With the flag set, the next look would follow at once.
					Thread.interrupted();
					since = this.since;
					if (since != 0) {
						reported = look(since, reported);
					}
				}
				while (since != 0 && !this.stopped);
				this.watching.set(null);
				// A destructor that began meanwhile may have seen this thread at work.
			}
			while (this.since != 0 && !this.stopped && this.watching.compareAndSet(null, Thread.currentThread()));
		}
		catch (Throwable ex) {
			this.watching.set(null);
			DefaultShadowRegistry.uncaught(ex);
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
			id.reportStuck(Duration.ofNanos(running), this.reaper.getName(), stack);
		}
		return since;
	}

	/**
	 * Ends the thread, and waits for that until a deadline.
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
