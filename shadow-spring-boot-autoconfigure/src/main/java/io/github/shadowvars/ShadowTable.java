package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.WovenCell;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one id: a hash table with weak identity keys that is read without
 * locks. The superclass has the bins and their locks.
 * <ul>
 * <li>A hit is always right, because parents are compared by identity. A miss is right if
 * the bin was not moved meanwhile, so only a miss looks again.</li>
 * <li>The thread that removes a value under the lock of a stripe destroys it.</li>
 * <li>An attachment is linked without a value before its constructor runs, and readers
 * take it as absent.</li>
 * <li>No callback runs while a lock is held. Nothing is allocated after a value was
 * removed.</li>
 * </ul>
 */
final class ShadowTable extends Bins {

	/**
	 * The end of the unsigned hashes.
	 */
	private static final long END = 1L << Integer.SIZE;

	/**
	 * Whether there can be woven parents. Constant for the JIT compiler, so that it costs
	 * nothing without the agent.
	 */
	static final boolean WEAVING = Weaving.isActive();

	/**
	 * Whether a woven parent is the only holder of its value, because there is no
	 * destructor.
	 */
	private final boolean ephemeral;

	private volatile @Nullable CloseReason closeReason;

	/**
	 * Creates an empty table.
	 * @param owner what an attachment in the reaper's queue leads to
	 * @param ephemeral whether values may be held by woven parents alone
	 */
	ShadowTable(@Nullable Object owner, boolean ephemeral, Limit limit) {
		super(new ChainEnd(owner), limit);
		this.ephemeral = ephemeral;
	}

	@Nullable Object get(Object parent) {
		if (WEAVING && parent instanceof WovenParent woven) {
			return WovenCell.get(woven, this);
		}
		int hash = Hash.of(parent);
		Attachment[] bins = this.bins;
		Attachment attachment = bins[Hash.bin(hash, bins.length)];
		if (attachment == null) {
			return getFromMoving(parent, hash);
		}
		Object value = attachment.value(parent);
		if (value != null) {
			return value;
		}
		attachment = attachment.next;
		while (attachment != this.end) {
			if (attachment == null) {
				// Only the mark of a bin that is being moved has no next attachment
				return getFromMoving(parent, hash);
			}
			value = attachment.value(parent);
			if (value != null) {
				return value;
			}
			attachment = attachment.next;
		}
		VarHandle.acquireFence();
		return (bins == this.bins) ? null : getFromMoving(parent, hash);
	}

	/**
	 * Looks again, because a bin is being moved or may have been moved.
	 */
	private @Nullable Object getFromMoving(Object parent, int hash) {
		help(hash);
		while (true) {
			Attachment[] bins = this.bins;
			Move move = this.move;
			int bin = Hash.bin(hash, bins.length);
			Attachment first = bins[bin];
			if (first == Move.MOVING) {
				return getLocked(parent, hash);
			}
			Attachment read = (first == null && move != null) ? move.unmoved(hash) : first;
			Attachment found = find(read, parent);
			Object value = (found != null) ? found.value() : null;
			if (value != null) {
				return value;
			}
			VarHandle.acquireFence();
			if (read != null && bins == this.bins && (first != null || bins[bin] == null)) {
				return null;
			}
		}
	}

	private @Nullable Object getLocked(Object parent, int hash) {
		Stripe stripe = lock(hash);
		try {
			Attachment found = find(parent, hash);
			return (found != null) ? found.value() : null;
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Adds an attachment without a value to the table, for a constructor that is about to
	 * run on this thread.
	 * @return the constructor, or null if the table is closed, or the parent has an
	 * attachment already, with or without a value
	 * @throws ShadowLimitException if the limit rejects it
	 */
	@Nullable CallbackSlot reserve(Object parent, Attachment mine) {
		WovenCell cell = (WEAVING && parent instanceof WovenParent woven) ? new WovenCell(woven, this) : null;
		makeRoom(mine.hash);
		Stripe stripe = lock(mine.hash);
		try {
			if (isClosed() || find(parent, mine.hash) != null) {
				return null;
			}
			moveOn(stripe);
			CallbackSlot constructor = stripe.reserve(mine.hash, mine);
			if (constructor == null) {
				throw this.limit.rejection(parent);
			}
			Attachment[] bins = this.bins;
			int bin = Hash.bin(mine.hash, bins.length);
			mine.next = bins[bin];
			VarHandle.releaseFence();
			bins[bin] = mine;
			if (cell != null) {
				cell.link((WovenParent) parent);
			}
			return constructor;
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Returns the running constructor of a parent, or null if there is none.
	 */
	@Nullable CallbackRun runningConstructor(Object parent) {
		int hash = Hash.of(parent);
		Stripe stripe = lock(hash);
		try {
			Attachment attachment = find(parent, hash);
			return (attachment != null) ? stripe.constructorOf(hash, attachment) : null;
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Returns a destructor for a parent that runs on another thread, or null if there is
	 * none.
	 */
	@Nullable CallbackRun runningDestructor(Object parent) {
		int hash = Hash.of(parent);
		Stripe stripe = lock(hash);
		try {
			return stripe.destructorOf(hash);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Restores a value in the field of its woven parent, which other code has
	 * overwritten. If only the field had the value, removes the variable.
	 * @return whether the value is lost
	 */
	boolean repair(Object parent) {
		if (!(WEAVING && parent instanceof WovenParent woven)) {
			return false;
		}
		int hash = Hash.of(parent);
		Attachment attachment;
		Stripe stripe = lock(hash);
		try {
			attachment = find(parent, hash);
			Object value = (attachment != null) ? value(stripe, attachment, parent) : null;
			if (attachment == null || value == null) {
				return false;
			}
			if (value != Attachment.IN_PARENT) {
				WovenCell.set(woven, this, value);
				return false;
			}
		}
		finally {
			stripe.unlock();
		}
		return removeMade(parent, attachment, FreeCause.FREED, null);
	}

	/**
	 * Gives a reserved attachment its value. For a woven parent, the attachment gets it,
	 * or {@link Attachment#IN_PARENT}, first, and then the parent's cell, which readers
	 * use.
	 * @return whether the value may stay: {@code false} if the table is closed
	 */
	boolean complete(CallbackSlot constructor, Attachment mine, Object value) {
		if (WEAVING && mine.get() instanceof WovenParent woven) {
			mine.attach(this.ephemeral ? Attachment.IN_PARENT : value);
			WovenCell.set(woven, this, value);
		}
		else {
			mine.attach(value);
		}
		// A full fence: the closing thread marks the table before it reads callbacks and
		// values, so one of the two threads sees the other.
		constructor.end();
		return !isClosed();
	}

	/**
	 * Returns whether only the parent holds a value of this parent.
	 */
	boolean isEphemeral(Object parent) {
		return WEAVING && this.ephemeral && parent instanceof WovenParent;
	}

	boolean isClosed() {
		return this.closeReason != null;
	}

	/**
	 * Returns why this table is closed, or null if it is open.
	 */
	@Nullable CloseReason closeReason() {
		return this.closeReason;
	}

	void close(CloseReason closeReason) {
		this.closeReason = closeReason;
	}

	/**
	 * Closes this table if it is open and has no attachment, not even one without a
	 * value.
	 * @return whether this call closed it
	 */
	boolean closeIfEmpty(CloseReason closeReason) {
		boolean[] closed = new boolean[1];
		exclusively(() -> {
			if (linked() == 0 && !isClosed()) {
				this.closeReason = closeReason;
				closed[0] = true;
			}
		});
		return closed[0];
	}

	/**
	 * Removes a reserved attachment, because its constructor failed.
	 */
	void abandon(Attachment mine, CallbackSlot constructor) {
		Stripe stripe = lock(mine.hash);
		try {
			unlink(mine);
			mine.detach();
			stripe.abandon(constructor);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Removes a reserved attachment, because the table was closed while its constructor
	 * ran. The destructor, which is about to run on this thread, reuses the constructor's
	 * callback, so it allocates nothing.
	 * @param cause why its value counts as freed
	 */
	void discard(Attachment mine, CallbackSlot constructor, FreeCause cause) {
		Stripe stripe = lock(mine.hash);
		try {
			unlink(mine);
			this.limit.constructed();
			stripe.freed(cause, 1);
			constructor.end();
			constructor.beginDestructors(mine.hash);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Lists a callback about a parent that starts on this thread. The caller ends it.
	 */
	CallbackSlot begin(Object parent) {
		Stripe stripe = lock(Hash.of(parent));
		try {
			return stripe.begin(0);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Removes the variable of a parent, and destroys it outside the lock.
	 * @param only the value that it must have, or null for any
	 * @param destroyer destroys the value, or null if there is nothing to do
	 * @return whether there was one
	 */
	boolean remove(Object parent, @Nullable Object only, FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		return remove(Hash.of(parent), parent, null, only, cause, destroyer);
	}

	/**
	 * Removes the variable of a collected parent, if it was not removed yet.
	 * @return whether this call removed it
	 */
	boolean removeCollected(Attachment dead, Batch.@Nullable Destroyer destroyer) {
		return dead.value() != null && remove(dead.hash, null, dead, null, FreeCause.PARENT_COLLECTED, destroyer);
	}

	/**
	 * Removes a variable of a parent, if the attachment is still the given one.
	 * @return whether this call removed it
	 */
	boolean removeMade(Object parent, Attachment made, FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		return remove(made.hash, parent, made, null, cause, destroyer);
	}

	private boolean remove(int hash, @Nullable Object parent, @Nullable Attachment exact, @Nullable Object only,
			FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		Stripe stripe = lock(hash);
		Object value;
		CallbackSlot destructor = null;
		boolean sparse = false;
		try {
			try {
				moveOn(stripe);
				Attachment attachment = (parent != null) ? find(parent, hash) : exact;
				value = (attachment != null) ? value(stripe, attachment, parent) : null;
				if (attachment == null || value == null
						|| (only != null && only != value && value != Attachment.IN_PARENT)
						|| (exact != null && exact != attachment)) {
					return false;
				}
				destructor = (destroyer != null) ? stripe.begin(hash) : null;
				unlink(attachment);
				attachment.detach();
				stripe.freed(cause, 1);
				sparse = isSparse(stripe);
			}
			finally {
				stripe.unlock();
			}
			if (destroyer != null && value != Attachment.IN_PARENT) {
				destroyer.destroy(parent, value, cause);
			}
		}
		finally {
			if (destructor != null) {
				destructor.end();
			}
			if (sparse) {
				resize(false);
			}
		}
		return true;
	}

	/**
	 * Removes every variable, in portions of some bins. Destroys each portion outside the
	 * lock before the next one.
	 */
	void removeAll(FreeCause cause, Batch.Destroyer destroyer) {
		List<Attachment> chunk = new ArrayList<>();
		Batch batch = new Batch();
		for (long position = 0; position < END;) {
			position = removeFrom(position, cause, chunk, batch, destroyer);
			chunk.clear();
		}
		if (isSparse()) {
			resize(false);
		}
	}

	/**
	 * Removes the variables in the next bins.
	 * @param position the lowest unsigned hash that was not visited yet
	 * @return the next position
	 */
	private long removeFrom(long position, FreeCause cause, List<Attachment> chunk, Batch batch,
			Batch.Destroyer destroyer) {
		Stripe stripe = lock((int) position);
		CallbackSlot destructors = null;
		long next;
		try {
			try {
				next = list(position, stripe, chunk);
				if (!chunk.isEmpty()) {
					batch.prepare(chunk.size());
					destructors = stripe.begin(0);
					for (Attachment attachment : chunk) {
						detach(stripe, attachment, batch);
					}
					stripe.freed(FreeCause.PARENT_COLLECTED, batch.orphans());
					stripe.freed(cause, batch.size() - batch.orphans());
				}
			}
			finally {
				stripe.unlock();
			}
			batch.destroy(cause, destroyer);
		}
		finally {
			if (destructors != null) {
				destructors.end();
			}
		}
		return next;
	}

	private void detach(Stripe stripe, Attachment attachment, Batch batch) {
		Object parent = attachment.get();
		Object value = value(stripe, attachment, parent);
		if (value != null) {
			batch.add(parent, value);
			unlink(attachment);
			attachment.detach();
		}
	}

	/**
	 * Visits variables. Visits none twice, and all that stay attached, up to the limit.
	 * @return whether there were no more than the limit
	 */
	boolean forEach(long limit, Visitor visitor) {
		long left = limit;
		List<Attachment> chunk = new ArrayList<>();
		for (long position = 0; position < END;) {
			position = list(position, chunk);
			for (Attachment attachment : chunk) {
				Object parent = (attachment.value() != null) ? attachment.get() : null;
				Object value = (parent != null) ? seen(attachment, parent) : null;
				if (parent != null && value != null) {
					if (left-- == 0) {
						return false;
					}
					visitor.visit(attachment, parent, value);
				}
			}
			chunk.clear();
		}
		return true;
	}

	private long list(long position, List<Attachment> chunk) {
		Stripe stripe = lock((int) position);
		try {
			return list(position, stripe, chunk);
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Lists the variables in the next bins. Called under the lock.
	 * @param position the lowest unsigned hash that was not visited yet. It is the start
	 * of a bin, even after the table has grown. If the table has shrunk, it may be in the
	 * middle of a bin
	 * @return the next position
	 */
	private long list(long position, Stripe stripe, List<Attachment> chunk) {
		int from = Hash.bin((int) position, this.bins.length);
		int to = endOfChunk(from, stripe);
		forEachOf(from, to, (attachment) -> {
			if (attachment.value() != null && Integer.toUnsignedLong(attachment.hash) >= position) {
				chunk.add(attachment);
			}
		});
		return Hash.first(to, this.bins.length);
	}

	/**
	 * Returns the numbers of freed variables by the ordinal of the cause, and as the last
	 * element the number of live variables.
	 */
	long[] totals() {
		return overStripes(() -> new long[Stripe.CAUSES + 1], (totals, stripe) -> stripe.addTo(totals));
	}

	/**
	 * Returns the running constructors and destructors.
	 */
	List<CallbackRun> runs() {
		return overStripes(ArrayList::new, (runs, stripe) -> runs.addAll(stripe.runs()));
	}

	/**
	 * Returns whether there is no attachment and no running callback.
	 */
	boolean isIdle() {
		return overStripes(() -> new long[1], (linked, stripe) -> linked[0] += stripe.linked())[0] == 0
				&& runs().isEmpty();
	}

	/**
	 * Returns the value to remove: the value that {@code get} returns. If other code has
	 * overwritten the parent's field, it is the value in the attachment, which is
	 * {@link Attachment#IN_PARENT} if the value is lost.
	 * @param parent the parent, or null if it was collected
	 */
	private @Nullable Object value(Stripe stripe, Attachment attachment, @Nullable Object parent) {
		Object seen = seen(attachment, parent);
		if (seen != null || attachment.value() == null || stripe.isConstructing(attachment.hash)) {
			return seen;
		}
		// The constructor has ended, possibly after the first look
		seen = seen(attachment, parent);
		return (seen != null) ? seen : attachment.value();
	}

	/**
	 * Returns the value that {@code get} returns.
	 * @param parent the parent, or null if it was collected
	 */
	private @Nullable Object seen(Attachment attachment, @Nullable Object parent) {
		return (WEAVING && parent instanceof WovenParent woven) ? WovenCell.get(woven, this) : attachment.value();
	}

	/**
	 * Removes an attachment from its chain, and from its woven parent.
	 */
	@Override
	void unlink(Attachment attachment) {
		if (WEAVING && attachment.get() instanceof WovenParent woven) {
			WovenCell.unlink(woven, this);
		}
		super.unlink(attachment);
	}

	interface Visitor {

		void visit(Attachment attachment, Object parent, Object value);

	}

}
