package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The lock of a part of a table, with the counts and the running callbacks of that part.
 * The lock guards all of them. No user code runs while the lock is held.
 */
final class Stripe extends Mutex {

	private static final long serialVersionUID = 1L;

	static final int CAUSES = FreeCause.values().length;

	/**
	 * The number of idle entries to keep for runs at the same time.
	 */
	private static final int SPARE = 2;

	/**
	 * The maximal number of callbacks to check in each call.
	 */
	private static final int NEAR = 8;

	/**
	 * The number of unused elements behind the numbers of freed variables, if there are
	 * many stripes. These elements keep the numbers away from the cache lines of the next
	 * stripe.
	 */
	private static final int PADDING = 8;

	/**
	 * The number of attachments, including those of running constructors. Not in the
	 * array, so that it is next to the lock, which changes at the same time.
	 */
	private long linked;

	/**
	 * The numbers of freed variables by the ordinal of the cause.
	 */
	private final long[] freed;

	transient @Nullable CallbackSlot callbacks;

	private int untilTidy;

	/**
	 * The index of this stripe in its table.
	 */
	final int index;

	private final transient Limit limit;

	/**
	 * Creates a stripe.
	 * @param stripes the number of stripes of the table
	 */
	Stripe(int index, int stripes, Limit limit) {
		this.index = index;
		this.freed = new long[CAUSES + ((stripes > 1) ? PADDING : 0)];
		this.limit = limit;
	}

	/**
	 * Starts a constructor, which counts as allocated unless it is {@link #abandon
	 * abandoned}. Changes nothing if there is no memory for it.
	 * @return the constructor, or null if the limit rejects it
	 */
	@Nullable CallbackSlot reserve(int hash, Attachment attachment) {
		CallbackSlot callback = idle();
		Attachment constructing = mayBeTaken(hash) ? attachment : null;
		callback.beginConstructor(hash, constructing);
		// Last, because all before may run out of memory, and a place must not be lost
		if (!this.limit.admit()) {
			callback.end();
			return null;
		}
		this.linked++;
		return callback;
	}

	void abandon(CallbackSlot constructor) {
		this.limit.abandoned();
		this.linked--;
		constructor.end();
	}

	/**
	 * Starts destructors. Throws and changes nothing if there is no memory for them.
	 * @param hash the hash of the only parent, or 0
	 */
	CallbackSlot begin(int hash) {
		CallbackSlot callback = idle();
		callback.beginDestructors(hash);
		return callback;
	}

	void freed(FreeCause cause, long number) {
		this.freed[cause.ordinal()] += number;
		this.linked -= number;
		this.limit.freed(number);
	}

	/**
	 * Returns whether another constructor may be identified by the same hash alone.
	 */
	private boolean mayBeTaken(int hash) {
		CallbackSlot callback = this.callbacks;
		for (int i = 0; i < NEAR && callback != null; i++) {
			if (callback.constructs(hash)) {
				return true;
			}
			callback = callback.next;
		}
		return callback != null;
	}

	/**
	 * Returns an idle callback. Creates one if none of the first ones is idle.
	 */
	private CallbackSlot idle() {
		if (--this.untilTidy < 0) {
			this.untilTidy = tidy();
		}
		CallbackSlot callback = this.callbacks;
		for (int i = 0; i < NEAR && callback != null; i++) {
			if (!callback.isRunning()) {
				return callback;
			}
			callback = callback.next;
		}
		callback = new CallbackSlot();
		list(callback);
		return callback;
	}

	/**
	 * Removes idle callbacks. Done after as many starts as there were callbacks, so its
	 * amortized cost is constant.
	 * @return the number of callbacks
	 */
	private int tidy() {
		CallbackSlot last = null;
		int idle = 0;
		int size = 0;
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			idle += callback.isRunning() ? 0 : 1;
			if (last != null && idle > SPARE && !callback.isRunning()) {
				last.next = callback.next;
			}
			else {
				last = callback;
				size++;
			}
		}
		return size;
	}

	private void list(CallbackSlot callback) {
		callback.next = this.callbacks;
		this.callbacks = callback;
	}

	/**
	 * Returns the constructor of an attachment without a value. While an attachment has
	 * no value, its constructor is listed under this lock.
	 */
	@Nullable CallbackRun constructorOf(int hash, Attachment attachment) {
		CallbackSlot found = null;
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.constructs(hash)) {
				if (callback.constructing() == attachment) {
					return callback.run();
				}
				found = (callback.constructing() == null) ? callback : found;
			}
		}
		CallbackRun run = (found != null) ? found.run() : null;
		// Checked last: the attachment may have got its value meanwhile, and its
		// constructor is no longer listed.
		return (attachment.value() == null) ? run : null;
	}

	/**
	 * Returns a destructor for a parent with this hash that runs on another thread.
	 */
	@Nullable CallbackRun destructorOf(int hash) {
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.destroys(hash) && !callback.run().isMine()) {
				return callback.run();
			}
		}
		return null;
	}

	boolean isConstructing(int hash) {
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.constructs(hash)) {
				return true;
			}
		}
		return false;
	}

	List<CallbackRun> runs() {
		List<CallbackRun> result = new ArrayList<>();
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.isRunning()) {
				result.add(callback.run());
			}
		}
		return result;
	}

	/**
	 * Passes the callbacks to the stripes of their parents in a new array, and the
	 * numbers of freed variables to the first stripe, because only their sums are read.
	 * The attachments are counted anew by {@link Bins}. Allocates nothing, because
	 * threads that wait for a constructor must find it.
	 */
	void giveTo(Stripe[] targets) {
		for (int i = 0; i < CAUSES; i++) {
			targets[0].freed[i] += this.freed[i];
		}
		CallbackSlot callback = this.callbacks;
		this.callbacks = null;
		while (callback != null) {
			CallbackSlot next = callback.next;
			if (callback.isRunning()) {
				targets[Hash.bin(callback.hash(), targets.length)].list(callback);
			}
			callback = next;
		}
	}

	/**
	 * Returns the number of attachments, including those of running constructors. Without
	 * the lock, the number may be outdated.
	 */
	long linked() {
		return this.linked;
	}

	void link(long number) {
		this.linked += number;
	}

	/**
	 * Adds the counts of this stripe to the totals.
	 * @param totals the frees by the ordinal of the cause, then the number of live
	 * variables
	 */
	void addTo(long[] totals) {
		for (int i = 0; i < CAUSES; i++) {
			totals[i] += this.freed[i];
		}
		totals[CAUSES] += this.linked;
		for (CallbackSlot callback = this.callbacks; callback != null; callback = callback.next) {
			totals[CAUSES] -= (callback.isRunning() && callback.isConstructor()) ? 1 : 0;
		}
	}

}
