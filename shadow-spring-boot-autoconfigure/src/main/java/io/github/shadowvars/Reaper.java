package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Frees the variables of collected parents. The queue is only the signal: it does not
 * tell where an attachment is, so the tables are swept, the last fruitful one first,
 * until the attachment is found, and with it all others of its table. To sweep costs time
 * for each live variable, so the reaper then rests twice as long as it worked, half a
 * second at most.
 */
final class Reaper {

	private static final long MAX_REST_NANOS = 500_000_000;

	private static final long MIN_REST_NANOS = 1_000_000;

	private final ReferenceQueue<Object> queue;

	private final Supplier<Collection<RegisteredId<?, ?>>> ids;

	private final Thread thread;

	private final Attachment poison;

	private volatile boolean stopped;

	private @Nullable RegisteredId<?, ?> fruitful;

	Reaper(ReferenceQueue<Object> queue, Supplier<Collection<RegisteredId<?, ?>>> ids) {
		this.queue = queue;
		this.ids = ids;
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
		while (!this.stopped) {
			try {
				Reference<?> reference = this.queue.remove();
				if (reference instanceof Attachment attachment && attachment.value() != null) {
					long start = System.nanoTime();
					reap(attachment);
					rest(2 * (System.nanoTime() - start));
				}
			}
			catch (InterruptedException ex) {
				// Nobody but a destructor can have meant this thread; it is not done.
			}
		}
	}

	private void reap(Attachment attachment) {
		List<RegisteredId<?, ?>> ids = this.ids.get()
			.stream()
			.sorted(Comparator.comparing((RegisteredId<?, ?> id) -> id != this.fruitful)
				.thenComparing(RegisteredId::count))
			.toList();
		for (RegisteredId<?, ?> id : ids) {
			if (attachment.value() == null) {
				return;
			}
			id.freeCollected();
			this.fruitful = (attachment.value() == null) ? id : null;
		}
	}

	private void rest(long nanos) {
		if (nanos < MIN_REST_NANOS) {
			return;
		}
		long end = System.nanoTime() + Math.min(nanos, MAX_REST_NANOS);
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
		long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
		if (Thread.currentThread() == this.thread) {
			return;
		}
		try {
			this.thread.join(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
