package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Frees the variables of collected parents. An attachment in the queue leads to its id.
 */
final class Reaper {

	/**
	 * The pause before another try to free a variable, after memory ran out.
	 */
	private static final long REST_NANOS = 500_000_000;

	/**
	 * The time that an idle thread gets to end, even if callbacks have used up the close
	 * timeout.
	 */
	private static final long MIN_JOIN_NANOS = 100_000_000;

	private final ReferenceQueue<Object> queue;

	private final Ids ids;

	private final Backlog backlog;

	private final Thread thread;

	private final Watch watch;

	private final @Nullable Handover handover;

	private final Attachment poison;

	/**
	 * A reference without another reference to its referent, so each garbage collection
	 * enqueues it. Used only by the reaper's thread.
	 */
	private @Nullable WeakReference<Object> sentinel;

	/**
	 * Used only by the reaper's thread.
	 */
	private final OldCollections oldCollections = new OldCollections();

	/**
	 * The attachment that was last taken from the queue, until its variable is freed.
	 * Nothing else leads to it. Used only by the reaper's thread.
	 */
	private @Nullable Attachment taken;

	private volatile boolean stopped;

	/**
	 * Creates a reaper.
	 * @param destructorExecutor runs the destructors, or null to run them on the reaper's
	 * thread
	 */
	Reaper(ReferenceQueue<Object> queue, Ids ids, @Nullable Executor destructorExecutor) {
		this.handover = (destructorExecutor != null) ? new Handover(destructorExecutor) : null;
		this.queue = queue;
		this.ids = ids;
		this.backlog = new Backlog(queue);
		this.poison = new Attachment(this, queue);
		this.thread = BareThread.create("shadow-reaper", this::run);
		this.watch = new Watch(this.thread, this.backlog);
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
				if (this.taken != null) {
					reap(this.taken);
				}
				Reference<?> reference = this.backlog.take();
				while (reference != null && !this.stopped) {
					if (reference == this.sentinel) {
						collected = true;
						this.sentinel = null;
					}
					else if (reference instanceof Attachment attachment && attachment.value() != null) {
						reap(attachment);
					}
					reference = this.backlog.poll();
					if (collected && reference == null) {
						// Only now are the variables freed whose parents this collection
						// found
						collected = false;
						afterCollection();
					}
				}
			}
			catch (InterruptedException ex) {
				// Only a destructor can have interrupted this thread; continue.
			}
			catch (Throwable ex) {
				// For example, out of memory: this variable is tried again a little
				// later.
				BareThread.uncaught(ex);
				rest();
			}
		}
	}

	private void afterCollection() {
		if (this.handover != null) {
			this.handover.retry();
		}
		boolean old = this.oldCollections.record();
		for (RegisteredId<?, ?> id : this.ids.latestFirst()) {
			if (id.isDone()) {
				this.ids.remove(id);
			}
			else if (old) {
				id.afterCollection();
			}
		}
	}

	private void reap(Attachment attachment) {
		this.taken = attachment;
		if (ChainEnd.owner(attachment) instanceof RegisteredId<?, ?> id && !handOver(id, attachment)) {
			free(id, attachment);
		}
		this.taken = null;
	}

	private boolean handOver(RegisteredId<?, ?> id, Attachment attachment) {
		return this.handover != null && id.destruction().ofType() != null
				&& this.handover.offer(id, () -> free(id, attachment));
	}

	/**
	 * Frees a variable, unless it was freed already.
	 */
	private void free(RegisteredId<?, ?> id, Attachment attachment) {
		Batch.Destroyer destroyer = id.destruction().ofType();
		if (destroyer != null && Thread.currentThread() == this.thread) {
			destroyer = watched(id, destroyer);
		}
		id.table().removeCollected(attachment, destroyer);
	}

	private Batch.Destroyer watched(RegisteredId<?, ?> id, Batch.Destroyer destroyer) {
		return (parent, value, cause) -> {
			// The context class loader that the destructor expects
			this.thread.setContextClassLoader(id.owners().contextClassLoader());
			this.watch.begin(id);
			try {
				destroyer.destroy(parent, value, cause);
			}
			finally {
				this.watch.end();
				this.thread.setContextClassLoader(null);
				Thread.interrupted();
			}
		};
	}

	/**
	 * Waits for the executor's tasks until a deadline.
	 * @param late receives the ids of tasks that have not ended in time
	 */
	void awaitHandedOver(long deadline, Set<RegisteredId<?, ?>> late) {
		if (this.handover != null) {
			this.handover.await(deadline, late);
		}
	}

	/**
	 * Returns how long the current destructor has been running, or 0.
	 */
	long busyNanos() {
		return this.watch.runningNanos();
	}

	/**
	 * Returns the known number of waiting references.
	 */
	long backlog() {
		return this.backlog.size() + ((this.handover != null) ? this.handover.waiting() : 0);
	}

	private void rest() {
		long end = System.nanoTime() + REST_NANOS;
		for (long left = REST_NANOS; left > 0 && !this.stopped; left = end - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			// With the interrupt status set, parking would return at once.
			Thread.interrupted();
		}
	}

	/**
	 * Ends the thread when it has no destructor to run, and waits for its end.
	 */
	void stop(long deadline) {
		this.stopped = true;
		this.poison.enqueue();
		LockSupport.unpark(this.thread);
		BareThread.join(this.thread, Math.max(0, deadline - System.nanoTime()) + MIN_JOIN_NANOS + System.nanoTime());
		// Afterwards, because a thread that has ended starts no watch
		this.watch.stop(System.nanoTime() + MIN_JOIN_NANOS);
		if (this.handover != null) {
			this.handover.drop();
		}
	}

}
