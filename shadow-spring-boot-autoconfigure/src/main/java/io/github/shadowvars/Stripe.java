package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The lock of a part of a table, with the counts and the running callbacks of that part.
 * All of it is guarded by the lock. No user code runs while the lock is held.
 */
final class Stripe extends Mutex {

	private static final long serialVersionUID = 1L;

	static final int CAUSES = FreeCause.values().length;

	/**
	 * So many callbacks are kept for others that run at the same time.
	 */
	private static final int SPARE = 2;

	/**
	 * So many callbacks are looked at in each call, however many run.
	 */
	private static final int NEAR = 8;

	/**
	 * The counts stand in the middle, away from the cache lines of the next stripe, and
	 * those that change the most side by side.
	 */
	private static final int LINKED = 8;

	private static final int RESERVED = LINKED + 1;

	private static final int FREED = RESERVED + 1;

	private final long[] counts = new long[FREED + CAUSES + LINKED];

	transient @Nullable Callback callbacks;

	private int untilTidy;

	/**
	 * Which one of its table's stripes this is.
	 */
	final int index;

	private final transient Limit limit;

	Stripe(int index, Limit limit) {
		this.index = index;
		this.limit = limit;
	}

	/**
	 * Begins a constructor, which counts as allocated unless it is {@link #abandon
	 * abandoned}. Changes nothing if there is no memory for it.
	 * @return the constructor, or null if the limit does not admit it
	 */
	@Nullable Callback reserve(int hash, Attachment attachment) {
		Callback callback = idle();
		Attachment constructing = mayBeTaken(hash) ? attachment : null;
		if (!this.limit.admit()) {
			return null;
		}
		callback.beginConstructor(hash, constructing);
		this.counts[RESERVED]++;
		this.counts[LINKED]++;
		return callback;
	}

	void abandon(Callback constructor) {
		this.limit.abandoned();
		this.counts[RESERVED]--;
		this.counts[LINKED]--;
		constructor.end();
	}

	/**
	 * Begins destructors, if there is memory for that.
	 */
	Callback destroy() {
		Callback callback = idle();
		callback.beginDestructors();
		return callback;
	}

	void freed(FreeCause cause, long number) {
		this.counts[FREED + cause.ordinal()] += number;
		this.counts[LINKED] -= number;
		this.limit.freed(number);
	}

	/**
	 * Tells whether another constructor may be known by that hash alone.
	 */
	private boolean mayBeTaken(int hash) {
		Callback callback = this.callbacks;
		for (int i = 0; i < NEAR && callback != null; i++) {
			if (callback.constructs(hash)) {
				return true;
			}
			callback = callback.next;
		}
		return callback != null;
	}

	/**
	 * Returns a callback that does not run, a new one if none is near.
	 */
	private Callback idle() {
		if (--this.untilTidy < 0) {
			this.untilTidy = tidy();
		}
		Callback callback = this.callbacks;
		for (int i = 0; i < NEAR && callback != null; i++) {
			if (!callback.isRunning()) {
				return callback;
			}
			callback = callback.next;
		}
		callback = new Callback();
		list(callback);
		return callback;
	}

	/**
	 * Forgets the callbacks that nobody needs. Done when as many have begun as there
	 * were, so the time that it takes does not grow with them.
	 * @return how many there are
	 */
	private int tidy() {
		Callback last = null;
		int idle = 0;
		int size = 0;
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
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

	private void list(Callback callback) {
		callback.next = this.callbacks;
		this.callbacks = callback;
	}

	/**
	 * Returns the constructor that makes an attachment's value, if it has none. While it
	 * has none, and this lock is held, its constructor is listed.
	 */
	@Nullable Run constructorOf(int hash, Attachment attachment) {
		Callback found = null;
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.constructs(hash)) {
				if (callback.constructing() == attachment) {
					return callback.run();
				}
				found = (callback.constructing() == null) ? callback : found;
			}
		}
		Run run = (found != null) ? found.run() : null;
		// Looked at last: it may have got its value meanwhile, and be no longer listed.
		return (attachment.value() == null) ? run : null;
	}

	/**
	 * Tells whether a constructor runs for a parent with that hash.
	 */
	boolean isConstructing(int hash) {
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.constructs(hash)) {
				return true;
			}
		}
		return false;
	}

	List<Run> runs() {
		List<Run> result = new ArrayList<>();
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
			if (callback.isRunning()) {
				result.add(callback.run());
			}
		}
		return result;
	}

	/**
	 * Gives everything to the stripes that take the place of this one: each constructor
	 * to the one that its attachment belongs to, what is counted to the first one, for
	 * only sums over all stripes are read, except for what is {@link #linked}. Takes no
	 * memory, as those who wait for a constructor must find it.
	 */
	void giveTo(Stripe[] targets) {
		for (int i = RESERVED; i < FREED + CAUSES; i++) {
			targets[0].counts[i] += this.counts[i];
		}
		Callback callback = this.callbacks;
		this.callbacks = null;
		while (callback != null) {
			Callback next = callback.next;
			if (callback.isRunning()) {
				targets[callback.isConstructor() ? Hash.bin(callback.hash(), targets.length) : 0].list(callback);
			}
			callback = next;
		}
	}

	/**
	 * Returns how many attachments there are, those of running constructors included.
	 * Without the lock, this is how many there were a moment ago.
	 */
	long linked() {
		return this.counts[LINKED];
	}

	void link(long number) {
		this.counts[LINKED] += number;
	}

	/**
	 * Adds up how many variables were ever attached, and how many were freed by each
	 * cause.
	 * @param totals the frees by the cause's ordinal, then what was attached
	 */
	void addTo(long[] totals) {
		for (int i = 0; i < CAUSES; i++) {
			totals[i] += this.counts[FREED + i];
		}
		totals[CAUSES] += this.counts[RESERVED];
		for (Callback callback = this.callbacks; callback != null; callback = callback.next) {
			totals[CAUSES] -= (callback.isRunning() && callback.isConstructor()) ? 1 : 0;
		}
	}

}
