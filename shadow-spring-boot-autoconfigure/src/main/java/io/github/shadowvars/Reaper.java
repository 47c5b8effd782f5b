package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Frees the variables of collected parents. The queue is only the signal: it does not
 * tell where an attachment is, so the tables are swept, the smallest first, until the
 * attachment is found, and with it all others of its table. To sweep costs time for each
 * live variable, so the reaper then rests twice as long as that and the destructors took,
 * half a second at most.
 */
final class Reaper {

	private static final long MAX_REST_NANOS = 500_000_000;

	/**
	 * An idle thread ends within this, even if callbacks have used up the time to close.
	 */
	private static final long MIN_JOIN_NANOS = 100_000_000;

	private static final long MIN_REST_NANOS = 1_000_000;

	private final ReferenceQueue<Object> queue;

	private final Collection<RegisteredId<?, ?>> unfreed;

	private final Thread thread;

	private final Attachment poison;

	/**
	 * Nobody holds its referent, so each garbage collection enqueues it. Used by the
	 * thread only.
	 */
	private @Nullable WeakReference<Object> sentinel;

	private volatile boolean stopped;

	Reaper(ReferenceQueue<Object> queue, Collection<RegisteredId<?, ?>> unfreed) {
		this.queue = queue;
		this.unfreed = unfreed;
		this.poison = new Attachment(this, queue);
		// Without what the creating thread would hand down: it may belong to another
		// class loader, which this thread must not keep alive.
		this.thread = new Thread(null, this::run, "shadow-reaper", 0, false);
		this.thread.setContextClassLoader(null);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		boolean collected = false;
		while (!this.stopped) {
			try {
				if (this.sentinel == null) {
					this.sentinel = new WeakReference<>(new Object(), this.queue);
				}
				Reference<?> reference = this.queue.remove();
				long swept = 0;
				while (reference != null && !this.stopped) {
					if (reference == this.sentinel) {
						collected = true;
						this.sentinel = null;
					}
					else if (reference instanceof Attachment attachment && attachment.value() != null) {
						long start = System.nanoTime();
						reap(attachment);
						swept += System.nanoTime() - start;
					}
					boolean tired = swept > MAX_REST_NANOS;
					reference = tired ? null : this.queue.poll();
					if (collected && reference == null && !tired) {
						// Only now is all freed that this collection found
						collected = false;
						this.unfreed.removeIf(RegisteredId::isDone);
						this.unfreed.forEach(RegisteredId::collected);
					}
				}
				// A destructor may have left the flag, which would keep this from
				// resting.
				Thread.interrupted();
				rest(restAfter(swept));
			}
			catch (InterruptedException ex) {
				// Nobody but a destructor can have meant this thread; it is not done.
			}
			catch (Throwable ex) {
				// Out of memory, say: what is left will be found at the next signal.
				DefaultShadowRegistry.uncaught(ex);
			}
		}
	}

	private void reap(Attachment attachment) {
		// Counted once: a count that changes would confuse the sorting.
		Map<RegisteredId<?, ?>, Long> counts = new HashMap<>();
		this.unfreed.forEach((id) -> counts.put(id, id.count()));
		for (RegisteredId<?, ?> id : counts.keySet().stream().sorted(Comparator.comparing(counts::get)).toList()) {
			if (attachment.value() == null) {
				return;
			}
			id.freeCollected();
		}
	}

	/**
	 * Returns for how long to rest after sweeps that took so long, with the destructors
	 * that they ran.
	 */
	static long restAfter(long sweptNanos) {
		long nanos = 2 * sweptNanos;
		return (nanos < MIN_REST_NANOS) ? 0 : Math.min(nanos, MAX_REST_NANOS);
	}

	private void rest(long nanos) {
		long end = System.nanoTime() + nanos;
		for (long left = end - System.nanoTime(); left > 0 && !this.stopped; left = end - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
		}
	}

	/**
	 * Ends the thread once it has no destructor to run, and waits for that.
	 */
	void stop(long deadline) {
		this.stopped = true;
		this.poison.enqueue();
		LockSupport.unpark(this.thread);
		if (Thread.currentThread() == this.thread) {
			return;
		}
		long end = Math.max(0, deadline - System.nanoTime()) + MIN_JOIN_NANOS + System.nanoTime();
		boolean interrupted = false;
		for (long left = end - System.nanoTime(); left > 0 && this.thread.isAlive(); left = end - System.nanoTime()) {
			try {
				TimeUnit.NANOSECONDS.timedJoin(this.thread, left);
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
