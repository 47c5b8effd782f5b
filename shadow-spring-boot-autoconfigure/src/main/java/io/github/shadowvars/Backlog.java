package io.github.shadowvars;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * The references that wait for the reaper. Normally the reaper takes them directly from
 * the reference queue, which has no length. While a destructor blocks the reaper, its
 * watch moves them here and counts them.
 */
final class Backlog {

	private final ReferenceQueue<Object> queue;

	/**
	 * The references that were moved. Guarded by this object.
	 */
	private @Nullable Cell first;

	private @Nullable Cell last;

	private volatile long size;

	/**
	 * An enqueued reference that announces the moved ones, because the reaper may be
	 * waiting at the queue.
	 */
	private @Nullable Reference<?> wake;

	Backlog(ReferenceQueue<Object> queue) {
		this.queue = queue;
	}

	long size() {
		return this.size;
	}

	/**
	 * Waits for a reference. It may be the one that announces moved references.
	 */
	Reference<?> take() throws InterruptedException {
		Reference<?> reference = poll();
		return (reference != null) ? reference : this.queue.remove();
	}

	@Nullable Reference<?> poll() {
		Reference<?> reference = (this.size > 0) ? pollMoved() : null;
		return (reference != null) ? reference : this.queue.poll();
	}

	private synchronized @Nullable Reference<?> pollMoved() {
		Cell cell = this.first;
		if (cell == null) {
			return null;
		}
		this.first = cell.next;
		this.size--;
		return cell.reference;
	}

	/**
	 * Moves the references in the queue to this backlog.
	 */
	synchronized void gather() {
		// Allocates first, because a reference that has left the queue cannot go back.
		Reference<?> wake = new WeakReference<>(this, this.queue);
		Cell cell = new Cell();
		try {
			for (Reference<?> next = this.queue.poll(); next != null; next = this.queue.poll()) {
				if (next != this.wake) {
					append(cell, next);
					cell = new Cell();
				}
			}
		}
		finally {
			if (this.size > 0) {
				this.wake = wake;
				wake.enqueue();
			}
		}
	}

	private synchronized void append(Cell cell, Reference<?> reference) {
		cell.reference = reference;
		if (this.first == null || this.last == null) {
			this.first = cell;
		}
		else {
			this.last.next = cell;
		}
		this.last = cell;
		this.size++;
	}

	private static final class Cell {

		@Nullable Reference<?> reference;

		@Nullable Cell next;

	}

}
