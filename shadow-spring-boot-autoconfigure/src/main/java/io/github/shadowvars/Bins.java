package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The array of bins of a table, and one lock for each stripe of bins. A bin is the head
 * of a chain of attachments. The array grows and shrinks with the number of attachments.
 * <ul>
 * <li>Arrays and stripes are replaced only under the locks of all stripes. Bins and
 * chains change only under the lock of their stripe.</li>
 * <li>In an array that a {@link Move} fills, a bin is null until its attachments were
 * moved. A writer moves its bin first, so the old array does not change.</li>
 * <li>An attachment is linked at most once. It leads to the end of the chain even after
 * it was removed.</li>
 * </ul>
 */
class Bins {

	/**
	 * The number of bins of an empty table. Its doublings are a little less than powers
	 * of two, so that an array with its header does not need one more heap region.
	 */
	static final int MIN_BINS = 31;

	static final int MAX_BINS = MIN_BINS << 25;

	/**
	 * A table with fewer bins has one stripe. A table that grows from at least this
	 * number of bins has many.
	 */
	static final int MANY_BINS = MIN_BINS << 7;

	static final int STRIPES = 64;

	/**
	 * The number of bins that a writer moves in addition to its own.
	 */
	private static final int STEPS = 4;

	/**
	 * The number of bins that are visited under one lock.
	 */
	private static final int CHUNK = 64;

	/**
	 * Not a handle, because the first call of a handle allocates.
	 */
	private static final AtomicIntegerFieldUpdater<Bins> RESIZING = AtomicIntegerFieldUpdater.newUpdater(Bins.class,
			"resizing");

	volatile Attachment[] bins;

	/**
	 * Moves the attachments into {@code bins}, or null if all were moved. Written before
	 * {@code bins}.
	 */
	volatile @Nullable Move move;

	volatile Stripe[] stripes;

	final ChainEnd end;

	final Limit limit;

	/**
	 * Whether a thread is replacing the arrays: 0 or 1.
	 */
	@SuppressWarnings("UnusedVariable")
	private volatile int resizing;

	/**
	 * Creates an empty array with one stripe.
	 */
	Bins(ChainEnd end, Limit limit) {
		this.end = end;
		this.limit = limit;
		this.stripes = stripes(1);
		this.bins = new Attachment[MIN_BINS];
		Arrays.fill(this.bins, end);
	}

	@SuppressWarnings("LockNotBeforeTry")
	final Stripe lock(int hash) {
		while (true) {
			Stripe[] stripes = this.stripes;
			Stripe stripe = stripes[Hash.bin(hash, stripes.length)];
			stripe.acquire();
			if (stripes == this.stripes) {
				return stripe;
			}
			stripe.unlock();
		}
	}

	/**
	 * Moves a bin that is being read, unless another thread has the lock. So a move ends
	 * even without writers. Never waits.
	 */
	final void help(int hash) {
		Stripe[] stripes = this.stripes;
		Stripe stripe = stripes[Hash.bin(hash, stripes.length)];
		if (this.move == null || !stripe.tryAcquire()) {
			return;
		}
		try {
			if (stripes == this.stripes) {
				first(Hash.bin(hash, this.bins.length));
				moveOn(stripe);
			}
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Returns the first attachment of a bin, after moving the bin. Called under the lock,
	 * like all methods from here to {@link #moveOn}, except the static {@code find},
	 * which readers call, too.
	 */
	final Attachment first(int bin) {
		Attachment[] bins = this.bins;
		if (bins[bin] == null) {
			Objects.requireNonNull(this.move).split(bin / 2);
		}
		return bins[bin];
	}

	final @Nullable Attachment find(Object parent, int hash) {
		return find(first(Hash.bin(hash, this.bins.length)), parent);
	}

	/**
	 * Returns the attachment of a parent in a chain. The chain may have a freed
	 * attachment of the parent before the current one.
	 */
	static @Nullable Attachment find(@Nullable Attachment first, Object parent) {
		Attachment found = null;
		for (Attachment attachment = first; attachment != null; attachment = attachment.following()) {
			if (attachment.refersTo(parent)) {
				found = attachment;
				if (attachment.value() != null) {
					return found;
				}
			}
		}
		return found;
	}

	/**
	 * Removes an attachment from its chain.
	 */
	void unlink(Attachment attachment) {
		Attachment[] bins = this.bins;
		int bin = Hash.bin(attachment.hash, bins.length);
		Attachment before = first(bin);
		VarHandle.releaseFence();
		if (before == attachment) {
			bins[bin] = attachment.next;
			return;
		}
		while (before != null && before.next != attachment) {
			before = before.next;
		}
		Objects.requireNonNull(before).next = attachment.next;
	}

	/**
	 * Visits the attachments of some bins: the first of each chain, then the second of
	 * each, and so on. A processor cannot predict the length of a chain. If it walked one
	 * chain after the other, it would wait for each attachment in turn.
	 */
	final void forEachOf(int from, int to, Consumer<Attachment> visitor) {
		Attachment[] heads = new Attachment[to - from];
		for (int i = 0; i < heads.length; i++) {
			heads[i] = first(from + i);
		}
		int number = heads.length;
		while (number > 0) {
			int left = 0;
			for (int i = 0; i < number; i++) {
				Attachment head = heads[i];
				if (head != this.end) {
					visitor.accept(head);
					heads[left++] = Objects.requireNonNull(head.next);
				}
			}
			number = left;
		}
	}

	final int endOfChunk(int bin, Stripe stripe) {
		return Math.min(bin + CHUNK, (stripe.index + 1) * share(this.stripes));
	}

	final void moveOn(Stripe stripe) {
		Move move = this.move;
		if (move != null) {
			move.advance(stripe.index, STEPS);
			if (move.isDone()) {
				this.move = null;
			}
		}
	}

	/**
	 * Returns how many bins a stripe has. The number of stripes is a power of two,
	 * because a division would cost as much as half a lock.
	 */
	private int share(Stripe[] stripes) {
		return this.bins.length >>> Integer.numberOfTrailingZeros(stripes.length);
	}

	final long linked() {
		long linked = 0;
		for (Stripe stripe : this.stripes) {
			linked += stripe.linked();
		}
		return linked;
	}

	/**
	 * Visits the stripes. Starts over if they were replaced meanwhile.
	 */
	final <T> T overStripes(Supplier<T> start, BiConsumer<T, Stripe> step) {
		while (true) {
			Stripe[] stripes = this.stripes;
			T result = start.get();
			for (Stripe stripe : stripes) {
				stripe.acquire();
				try {
					step.accept(result, stripe);
				}
				finally {
					stripe.unlock();
				}
			}
			if (stripes == this.stripes) {
				return result;
			}
		}
	}

	/**
	 * Runs an action under the locks of all stripes. Waits while another thread replaces
	 * the arrays.
	 */
	final void exclusively(Runnable action) {
		while (!RESIZING.compareAndSet(this, 0, 1)) {
			// Another thread may be replacing the stripes.
			LockSupport.parkNanos(this, 1_000);
		}
		try {
			underAllLocks(action);
		}
		finally {
			this.resizing = 0;
		}
	}

	private void underAllLocks(Runnable action) {
		Stripe[] stripes = this.stripes;
		int locked = 0;
		try {
			for (; locked < stripes.length; locked++) {
				stripes[locked].acquire();
			}
			action.run();
		}
		finally {
			while (locked > 0) {
				stripes[--locked].unlock();
			}
		}
	}

	/**
	 * Grows if the table is three quarters full. All stripes are counted, because hashes
	 * may be similar. While a stripe has more than its share, it causes such a count from
	 * time to time.
	 */
	final void makeRoom(int hash) {
		Stripe[] stripes = this.stripes;
		long linked = stripes[Hash.bin(hash, stripes.length)].linked();
		int share = share(stripes);
		if (linked >= share - share / 4 && linked % (share / 16 + 1) == 0 && isFull()) {
			resize(true);
		}
	}

	private boolean isFull() {
		int length = this.bins.length;
		return length < MAX_BINS && linked() >= length - length / 4;
	}

	/**
	 * Returns whether the table should shrink. Checks that only from time to time while a
	 * stripe empties.
	 */
	final boolean isSparse(Stripe stripe) {
		int few = share(this.stripes) / 16;
		long linked = stripe.linked();
		return (linked == few || linked == few / 2 || linked == 0) && isSparse();
	}

	final boolean isSparse() {
		int length = this.bins.length;
		return length > MIN_BINS && linked() <= length / 16;
	}

	/**
	 * Replaces the arrays, unless another thread is doing so. Without memory, the table
	 * stays as it is, and a later call tries again.
	 */
	final void resize(boolean grow) {
		if (!RESIZING.compareAndSet(this, 0, 1)) {
			return;
		}
		try {
			finishMove();
			if (grow) {
				grow();
			}
			else {
				join();
			}
		}
		catch (VirtualMachineError ex) {
			// Allocates all memory before the first change.
		}
		finally {
			this.resizing = 0;
		}
	}

	/**
	 * Moves the remaining bins, in stripes without writers.
	 */
	private void finishMove() {
		Move move = this.move;
		if (move == null) {
			return;
		}
		for (Stripe stripe : this.stripes) {
			while (!advance(move, stripe)) {
				// In portions, so that others get the lock.
			}
		}
		this.move = null;
	}

	private static boolean advance(Move move, Stripe stripe) {
		stripe.acquire();
		try {
			move.advance(stripe.index, CHUNK);
			return move.isDone(stripe.index);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Starts a move into an array of twice the length. With one stripe, completes it at
	 * once.
	 */
	private void grow() {
		if (!isFull()) {
			return;
		}
		if (this.stripes.length == 1 && this.bins.length >= MANY_BINS) {
			Stripe[] many = stripes(STRIPES);
			underAllLocks(() -> replace(many));
		}
		Attachment[] bins = new Attachment[2 * this.bins.length];
		Move move = new Move(this.bins, bins, this.end, this.stripes.length);
		underAllLocks(() -> {
			this.move = move;
			this.bins = bins;
		});
		if (this.stripes.length == 1) {
			finishMove();
		}
	}

	private Stripe[] stripes(int number) {
		Stripe[] stripes = new Stripe[number];
		Arrays.setAll(stripes, (i) -> new Stripe(i, number, this.limit));
		return stripes;
	}

	/**
	 * Passes everything in the stripes to new ones.
	 */
	private void replace(Stripe[] stripes) {
		for (Attachment first : this.bins) {
			for (Attachment attachment = first; attachment != null; attachment = attachment.following()) {
				stripes[Hash.bin(attachment.hash, stripes.length)].link((attachment != this.end) ? 1 : 0);
			}
		}
		for (Stripe stripe : this.stripes) {
			stripe.giveTo(stripes);
		}
		this.stripes = stripes;
	}

	/**
	 * Joins bins, so that a table with few variables takes little memory. A chain with
	 * another one appended still leads readers to all its attachments.
	 */
	private void join() {
		int length = this.bins.length;
		while (length > MIN_BINS && linked() <= length / 16L * 3) {
			length /= 2;
		}
		Attachment[] joined = new Attachment[length];
		Stripe[] stripes = (length < MANY_BINS) ? stripes(1) : this.stripes;
		underAllLocks(() -> {
			Attachment[] bins = this.bins;
			if (!isSparse()) {
				return;
			}
			int factor = bins.length / joined.length;
			for (int i = 0; i < joined.length; i++) {
				joined[i] = join(bins, i * factor, (i + 1) * factor);
			}
			this.bins = joined;
			if (stripes != this.stripes) {
				replace(stripes);
			}
		});
	}

	/**
	 * Joins the chains of some bins, from the last to the first.
	 */
	private Attachment join(Attachment[] bins, int from, int to) {
		Attachment joined = this.end;
		for (int bin = to - 1; bin >= from; bin--) {
			Attachment first = bins[bin];
			if (first != this.end && joined != this.end) {
				Attachment last = first;
				for (Attachment next = last.next; next != null && next != this.end; next = next.next) {
					last = next;
				}
				last.next = joined;
			}
			joined = (first != this.end) ? first : joined;
		}
		return joined;
	}

}
