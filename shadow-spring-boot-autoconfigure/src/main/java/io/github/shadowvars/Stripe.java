package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The lock of a part of a table, with the counts and the running callbacks of that part.
 * All of it is guarded by the lock. No user code runs while the lock is held.
 */
final class Stripe extends ReentrantLock {

	private static final long serialVersionUID = 1L;

	static final int CAUSES = FreeCause.values().length;

	/**
	 * The counts stand in the middle, away from the cache lines of the next stripe.
	 */
	private static final int FIRST = 8;

	private static final int RESERVED = FIRST + CAUSES;

	private final long[] counts = new long[RESERVED + 1 + 8];

	private transient @Nullable Callback callbacks;

	private int untilTidy;

	/**
	 * Takes the lock, or leaves it: where the stack ends within {@link ReentrantLock}, it
	 * takes the lock and then throws. To give it back takes no more stack than that.
	 */
	void acquire() {
		try {
			enter();
		}
		catch (StackOverflowError ex) {
			if (isHeldByCurrentThread()) {
				unlock();
			}
			throw ex;
		}
	}

	private void enter() {
		enterDeeper();
	}

	private void enterDeeper() {
		lock();
	}

	/**
	 * Starts a constructor, which counts as allocated unless it is {@link #abandon
	 * abandoned}.
	 */
	void reserve(Callback callback) {
		this.counts[RESERVED]++;
		begin(callback);
	}

	void abandon(Callback callback) {
		this.counts[RESERVED]--;
		callback.end();
	}

	void freed(FreeCause cause, long number) {
		this.counts[FIRST + cause.ordinal()] += number;
	}

	/**
	 * Lists a callback, and forgets those that have ended: the latest at once, the others
	 * when as many have come as there were. Takes no memory, which might be out.
	 */
	void begin(Callback callback) {
		while (this.callbacks != null && this.callbacks.isDone()) {
			this.callbacks = this.callbacks.next;
		}
		if (--this.untilTidy < 0) {
			this.untilTidy = size(running());
		}
		callback.next = this.callbacks;
		this.callbacks = callback;
	}

	private static int size(@Nullable Callback first) {
		int size = 0;
		for (Callback callback = first; callback != null; callback = callback.next) {
			size++;
		}
		return size;
	}

	private @Nullable Callback running() {
		Callback first = this.callbacks;
		while (first != null && first.isDone()) {
			first = first.next;
		}
		for (Callback callback = first; callback != null; callback = callback.next) {
			while (callback.next != null && callback.next.isDone()) {
				callback.next = callback.next.next;
			}
		}
		this.callbacks = first;
		return first;
	}

	/**
	 * Returns the constructor that makes an attachment's value.
	 */
	@Nullable Callback constructorOf(Attachment attachment) {
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.constructing == attachment) {
				return callback;
			}
		}
		return null;
	}

	List<Callback> callbacks() {
		List<Callback> result = new ArrayList<>();
		for (Callback callback = running(); callback != null; callback = callback.next) {
			result.add(callback);
		}
		return result;
	}

	/**
	 * Moves constructors to other stripes, with the attachments that they are for. Their
	 * counts stay: only the sums over all stripes are read. Takes no memory, as those who
	 * wait for a constructor must find it.
	 */
	void distribute(Function<Callback, Stripe> targets) {
		Callback callback = running();
		this.callbacks = null;
		while (callback != null) {
			Callback next = callback.next;
			targets.apply(callback).begin(callback);
			callback = next;
		}
	}

	/**
	 * Takes over the counts and callbacks of a stripe that is given up. Takes no memory.
	 */
	void takeOver(Stripe other) {
		for (int i = FIRST; i <= RESERVED; i++) {
			this.counts[i] += other.counts[i];
		}
		other.distribute((callback) -> this);
	}

	/**
	 * Returns how many attachments there are, those of running constructors included.
	 */
	long size() {
		long size = this.counts[RESERVED];
		for (int i = FIRST; i < RESERVED; i++) {
			size -= this.counts[i];
		}
		return size;
	}

	/**
	 * Adds up how many variables were ever attached, and how many were freed by each
	 * cause.
	 * @param totals the frees by the cause's ordinal, then what was attached
	 */
	void addTo(long[] totals) {
		for (int i = 0; i <= CAUSES; i++) {
			totals[i] += this.counts[FIRST + i];
		}
		for (Callback callback = running(); callback != null; callback = callback.next) {
			totals[CAUSES] -= (callback.constructing != null) ? 1 : 0;
		}
	}

}
