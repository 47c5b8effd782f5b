package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.shadowvars.weave.Weaving;
import io.github.shadowvars.weave.WovenCell;
import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one id: a hash table with weak identity keys that is read without
 * locks. One array of bins, each the head of a chain of attachments, and one lock for
 * each stripe of bins.
 * <ul>
 * <li>A hit is always right, for parents are compared by identity. A miss is right if the
 * bin was not moved meanwhile, so only a miss looks again.</li>
 * <li>Arrays and stripes are replaced only under the locks of all stripes. Bins and
 * chains change only under the lock of their stripe. Whether a value is taken out, and so
 * who destroys it, is decided there, once.</li>
 * <li>In an array that a {@link Move} fills, null means not moved yet. Whoever writes
 * moves the bin first, so the old array does not change.</li>
 * <li>An attachment is linked before its constructor runs, without a value, which reads
 * as absent. It is never linked again, and keeps its way to the end of the chain.</li>
 * <li>No callback runs while a lock is held, and no memory is taken once a value is taken
 * out.</li>
 * </ul>
 */
final class ShadowTable {

	/**
	 * The bins of an empty table. Doubled, they stay a little less than a power of two:
	 * an array of as many references has a header too, which would take a region of the
	 * heap more.
	 */
	static final int MIN_BINS = 31;

	static final int MAX_BINS = MIN_BINS << 25;

	/**
	 * From here on there is more than one stripe.
	 */
	static final int MANY_BINS = MIN_BINS << 7;

	static final int STRIPES = 64;

	/**
	 * How many bins a writer moves besides its own.
	 */
	private static final int STEPS = 4;

	/**
	 * How many bins are gone through under one lock.
	 */
	private static final int CHUNK = 64;

	/**
	 * The end of the hashes, without a sign.
	 */
	private static final long END = 1L << Integer.SIZE;

	/**
	 * Whether there can be woven parents: constant to the compiler, so that nothing else
	 * pays where there is no agent.
	 */
	static final boolean WEAVING = Weaving.isActive();

	/**
	 * Stands in the place of a value that only its woven parent leads to.
	 */
	static final Object IN_PARENT = new Object();

	private static final Visitor NOTHING = (attachment, parent, value) -> {
	};

	volatile Attachment[] bins;

	/**
	 * How the attachments get into {@code bins}, or null if all are there. Written before
	 * those.
	 */
	private volatile @Nullable Move move;

	volatile Stripe[] stripes;

	private final ChainEnd end;

	private final Limit limit;

	/**
	 * Whether woven parents alone hold their values: no destructor needs them.
	 */
	private final boolean ephemeral;

	private volatile @Nullable Closing closing;

	/**
	 * Whether a thread is about to replace the arrays.
	 */
	private final AtomicBoolean resizing = new AtomicBoolean();

	ShadowTable(@Nullable RegisteredId<?, ?> owner, Limit limit) {
		this.ephemeral = owner != null && owner.type().destructor() == null;
		this.end = new ChainEnd(owner);
		this.limit = limit;
		this.stripes = new Stripe[] { new Stripe(0, limit) };
		this.bins = new Attachment[MIN_BINS];
		Arrays.fill(this.bins, this.end);
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
				// Behind the mark of a bin that is being moved
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
	 * Looks again while a bin is moved, or may have been.
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

	/**
	 * Moves a bin that is read, unless another thread has the lock, so that a move ends
	 * even if nobody writes any more. Never waits.
	 */
	private void help(int hash) {
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
	 * Puts an attachment without a value in the table, for a constructor that is about to
	 * run on this thread.
	 * @return the constructor, or null if the parent has an attachment already, with or
	 * without a value
	 * @throws IllegalStateException if the table is closed, or full
	 */
	@Nullable Callback reserve(Object parent, Attachment mine) {
		WovenCell cell = (WEAVING && parent instanceof WovenParent woven) ? new WovenCell(woven, this) : null;
		makeRoom(mine.hash);
		Stripe stripe = lock(mine.hash);
		try {
			Closing closing = this.closing;
			if (closing != null) {
				throw closing.exception();
			}
			if (find(parent, mine.hash) != null) {
				return null;
			}
			moveOn(stripe);
			Callback constructor = stripe.reserve(mine.hash, mine);
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
	 * Returns the constructor that runs for a parent, or null if there is none now.
	 */
	@Nullable Run constructor(Object parent) {
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
	 * Puts a value back into the field of its woven parent, which other code has
	 * overwritten. If only the field had the value, the variable is taken out.
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
			if (value != IN_PARENT) {
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
	 * Gives a reserved attachment its value. Readers of a woven parent see it last.
	 * @return whether the value may stay: not if the table is closed
	 */
	boolean complete(Callback constructor, Attachment mine, Object value) {
		if (WEAVING && mine.get() instanceof WovenParent woven) {
			mine.attach(this.ephemeral ? IN_PARENT : value);
			WovenCell.set(woven, this, value);
		}
		else {
			mine.attach(value);
		}
		// A full fence: whoever closes sets that before it looks at callbacks and values,
		// so that one of the two sees the other.
		constructor.end();
		return !isClosed();
	}

	/**
	 * Tells whether a value of this parent is held by the parent only.
	 */
	boolean isEphemeral(Object parent) {
		return WEAVING && this.ephemeral && parent instanceof WovenParent;
	}

	/**
	 * Tells whether this table takes no values.
	 */
	boolean isClosed() {
		return this.closing != null;
	}

	/**
	 * Returns why this table takes no values, or null if it does.
	 */
	@Nullable Closing closing() {
		return this.closing;
	}

	void close(Closing closing) {
		this.closing = closing;
	}

	/**
	 * Closes this table if there is no attachment, also none without a value yet.
	 */
	@SuppressWarnings("ReferenceEquality")
	boolean closeIfEmpty(Closing closing) {
		while (!this.resizing.compareAndSet(false, true)) {
			// The stripes may be about to be replaced.
			LockSupport.parkNanos(this, 1_000);
		}
		try {
			underAllLocks(() -> {
				if (linked() == 0 && this.closing == null) {
					this.closing = closing;
				}
			});
			return this.closing == closing;
		}
		finally {
			this.resizing.set(false);
		}
	}

	/**
	 * Takes a reserved attachment out again: its constructor failed.
	 */
	void abandon(Attachment mine, Callback constructor) {
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
	 * Takes a reserved attachment out again: the table was closed while its constructor
	 * ran. The destructor, which is about to run on this thread, has the constructor's
	 * callback, so that it needs no memory.
	 * @param cause what its value counts as freed by
	 */
	void discard(Attachment mine, Callback constructor, FreeCause cause) {
		Stripe stripe = lock(mine.hash);
		try {
			unlink(mine);
			this.limit.constructed();
			stripe.freed(cause, 1);
			constructor.end();
			constructor.beginDestructors();
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Lists a callback that starts on this thread and has to do with a parent. The caller
	 * ends it.
	 */
	Callback begin(Object parent) {
		Stripe stripe = lock(Hash.of(parent));
		try {
			return stripe.destroy();
		}
		finally {
			stripe.unlock();
		}
	}

	/**
	 * Takes the variable of a parent out, and has it destroyed outside the lock.
	 * @param only the value that it must have, or null for any
	 * @param destroyer destroys it, or null if there is nothing to do
	 * @return whether there was one
	 */
	boolean remove(Object parent, @Nullable Object only, FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		return remove(Hash.of(parent), parent, null, only, cause, destroyer);
	}

	/**
	 * Takes out the variable of a parent that was collected, if that was not done yet.
	 * @return whether it was done now
	 */
	boolean removeCollected(Attachment dead, Batch.@Nullable Destroyer destroyer) {
		return dead.value() != null && remove(dead.hash, null, dead, null, FreeCause.PARENT_COLLECTED, destroyer);
	}

	/**
	 * Takes out a variable of a parent, if it is still this one.
	 * @return whether it was
	 */
	boolean removeMade(Object parent, Attachment made, FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		return remove(made.hash, parent, made, null, cause, destroyer);
	}

	private boolean remove(int hash, @Nullable Object parent, @Nullable Attachment exact, @Nullable Object only,
			FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		Stripe stripe = lock(hash);
		Object value;
		Callback destructor = null;
		boolean sparse = false;
		try {
			try {
				moveOn(stripe);
				Attachment attachment = (parent != null) ? find(parent, hash) : exact;
				value = (attachment != null) ? value(stripe, attachment, parent) : null;
				if (attachment == null || value == null || (only != null && only != value && value != IN_PARENT)
						|| (exact != null && exact != attachment)) {
					return false;
				}
				destructor = (destroyer != null) ? stripe.destroy() : null;
				unlink(attachment);
				attachment.detach();
				stripe.freed(cause, 1);
				sparse = isSparse(stripe);
			}
			finally {
				stripe.unlock();
			}
			if (destroyer != null && value != IN_PARENT) {
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
	 * Takes every variable out, and has those of some bins destroyed outside the lock
	 * before it goes on.
	 */
	void removeAll(FreeCause cause, Batch.Destroyer destroyer) {
		Batch batch = new Batch();
		for (long position = 0; position < END;) {
			position = removeFrom(position, cause, batch, destroyer);
		}
		if (isSparse()) {
			resize(false);
		}
	}

	/**
	 * Takes out what is in the next bins.
	 * @param position the least hash, without a sign, of what was not gone through yet.
	 * It is where a bin begins, also after the table has grown; if it shrank, it may be
	 * in the middle of one
	 * @return the next position
	 */
	private long removeFrom(long position, FreeCause cause, Batch batch, Batch.Destroyer destroyer) {
		Stripe stripe = lock((int) position);
		Callback destructors = null;
		long next;
		try {
			try {
				int from = Hash.bin((int) position, this.bins.length);
				int to = endOfChunk(from, stripe);
				next = Hash.first(to, this.bins.length);
				int most = 0;
				for (int bin = from; bin < to; bin++) {
					most += count(bin);
				}
				if (most > 0) {
					batch.prepare(most);
					destructors = stripe.destroy();
					for (int bin = from; bin < to; bin++) {
						detach(stripe, bin, position, batch);
					}
					stripe.freed(FreeCause.PARENT_COLLECTED, batch.collected());
					stripe.freed(cause, batch.size() - batch.collected());
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

	private int endOfChunk(int bin, Stripe stripe) {
		return Math.min(bin + CHUNK, (stripe.index + 1) * share());
	}

	private int count(int bin) {
		int count = 0;
		for (Attachment attachment = first(bin); attachment != null; attachment = attachment.following()) {
			count++;
		}
		return count;
	}

	private void detach(Stripe stripe, int bin, long position, Batch batch) {
		for (Attachment attachment = first(bin); attachment != null; attachment = attachment.following()) {
			Object parent = attachment.get();
			Object value = value(stripe, attachment, parent);
			if (value != null && isFrom(position, attachment)) {
				batch.add(parent, value);
				unlink(attachment);
				attachment.detach();
			}
		}
	}

	private static boolean isFrom(long position, Attachment attachment) {
		return Integer.toUnsignedLong(attachment.hash) >= position;
	}

	/**
	 * Visits variables, each once at most, and each that stays attached.
	 * @return whether there were no more than the limit
	 */
	boolean forEach(long limit, Visitor visitor) {
		long left = limit;
		List<Attachment> chunk = new ArrayList<>();
		for (long position = 0; position < END;) {
			position = list(position, chunk);
			for (Attachment attachment : chunk) {
				if (visit(attachment, (left > 0) ? visitor : NOTHING) && --left < 0) {
					return false;
				}
			}
			chunk.clear();
		}
		return true;
	}

	private long list(long position, List<Attachment> chunk) {
		Stripe stripe = lock((int) position);
		try {
			int from = Hash.bin((int) position, this.bins.length);
			int to = endOfChunk(from, stripe);
			for (int bin = from; bin < to; bin++) {
				for (Attachment attachment = first(bin); attachment != null; attachment = attachment.following()) {
					if (attachment.value() != null && isFrom(position, attachment)) {
						chunk.add(attachment);
					}
				}
			}
			return Hash.first(to, this.bins.length);
		}
		finally {
			stripe.unlock();
		}
	}

	private boolean visit(Attachment attachment, Visitor visitor) {
		Object parent = (attachment.value() != null) ? attachment.get() : null;
		Object value = (parent != null) ? seen(attachment, parent) : null;
		if (value == null || parent == null) {
			return false;
		}
		visitor.visit(attachment, parent, value);
		return true;
	}

	/**
	 * Returns how many variables were freed, by the cause's ordinal, and at the end how
	 * many were ever attached.
	 */
	long[] totals() {
		return overStripes(() -> new long[Stripe.CAUSES + 1], (totals, stripe) -> stripe.addTo(totals));
	}

	/**
	 * Returns the constructors and destructors that run.
	 */
	List<Run> runs() {
		return overStripes(ArrayList::new, (runs, stripe) -> runs.addAll(stripe.runs()));
	}

	/**
	 * Goes over the stripes, and starts over if they were replaced meanwhile.
	 */
	private <T> T overStripes(Supplier<T> start, BiConsumer<T, Stripe> step) {
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
	 * Tells whether there is no attachment, and no callback runs.
	 */
	boolean isIdle() {
		return overStripes(() -> new long[1], (linked, stripe) -> linked[0] += stripe.linked())[0] == 0
				&& runs().isEmpty();
	}

	@SuppressWarnings("LockNotBeforeTry")
	private Stripe lock(int hash) {
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
	 * Returns the first attachment of a bin, into which its own are moved before. Called
	 * under the lock, as all that follows until {@link #makeRoom}.
	 */
	private Attachment first(int bin) {
		Attachment[] bins = this.bins;
		if (bins[bin] == null) {
			Objects.requireNonNull(this.move).split(bin / 2);
		}
		return bins[bin];
	}

	private @Nullable Attachment find(Object parent, int hash) {
		return find(first(Hash.bin(hash, this.bins.length)), parent);
	}

	/**
	 * Returns the attachment of a parent in a chain. One that was freed while it was read
	 * may stand before the one that took its place.
	 */
	private static @Nullable Attachment find(@Nullable Attachment first, Object parent) {
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
	 * Returns the value that is to be taken out: what those see who ask for it by the
	 * parent. Where other code has overwritten the parent's field, it is what the
	 * attachment has, which is {@link #IN_PARENT} if the value is lost.
	 * @param parent the parent, or null if it was collected
	 */
	private @Nullable Object value(Stripe stripe, Attachment attachment, @Nullable Object parent) {
		Object seen = seen(attachment, parent);
		if (seen != null || attachment.value() == null || stripe.isConstructing(attachment.hash)) {
			return seen;
		}
		// The constructor has ended, maybe after the first look
		seen = seen(attachment, parent);
		return (seen != null) ? seen : attachment.value();
	}

	/**
	 * Returns the value as those see it who ask for it by the parent.
	 * @param parent the parent, or null if it was collected
	 */
	private @Nullable Object seen(Attachment attachment, @Nullable Object parent) {
		return (WEAVING && parent instanceof WovenParent woven) ? WovenCell.get(woven, this) : attachment.value();
	}

	private void unlink(Attachment attachment) {
		if (WEAVING && attachment.get() instanceof WovenParent woven) {
			WovenCell.unlink(woven, this);
		}
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

	private void moveOn(Stripe stripe) {
		Move move = this.move;
		if (move != null) {
			move.advance(stripe.index, STEPS);
			if (move.isDone()) {
				this.move = null;
			}
		}
	}

	/**
	 * Returns how many bins a stripe has. Its number is a power of two: a division would
	 * cost as much as half a lock.
	 */
	private int share() {
		return this.bins.length >>> Integer.numberOfTrailingZeros(this.stripes.length);
	}

	private long linked() {
		long linked = 0;
		for (Stripe stripe : this.stripes) {
			linked += stripe.linked();
		}
		return linked;
	}

	/**
	 * Grows if the table is three quarters full. That is decided by all stripes, for
	 * hashes may be alike, and asked for by one with more than its share, now and then.
	 */
	private void makeRoom(int hash) {
		Stripe[] stripes = this.stripes;
		long linked = stripes[Hash.bin(hash, stripes.length)].linked();
		int share = this.bins.length >>> Integer.numberOfTrailingZeros(stripes.length);
		if (linked >= share - share / 4 && linked % (share / 16 + 1) == 0 && isFull()) {
			resize(true);
		}
	}

	private boolean isFull() {
		int length = this.bins.length;
		return length < MAX_BINS && linked() >= length - length / 4;
	}

	/**
	 * Tells whether to ask if the table shrinks, now and then as a stripe empties.
	 */
	private boolean isSparse(Stripe stripe) {
		int few = share() / 16;
		long linked = stripe.linked();
		return (linked == few || linked == few / 2 || linked == 0) && isSparse();
	}

	private boolean isSparse() {
		int length = this.bins.length;
		return length > MIN_BINS && linked() <= length / 16;
	}

	/**
	 * Replaces the arrays, unless another thread is about to, or memory ends: then the
	 * table stays as it is, and a later call tries again.
	 */
	private void resize(boolean grow) {
		if (!this.resizing.compareAndSet(false, true)) {
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
			// All memory is taken before anything is changed.
		}
		finally {
			this.resizing.set(false);
		}
	}

	/**
	 * Moves what is left in stripes that nobody writes to.
	 */
	private void finishMove() {
		Move move = this.move;
		if (move == null) {
			return;
		}
		for (Stripe stripe : this.stripes) {
			while (!advance(move, stripe)) {
				// In pieces, so that others get the lock.
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
	 * Begins to move everything into an array twice as long, and ends it as long as there
	 * is one stripe.
	 */
	private void grow() {
		if (!isFull()) {
			return;
		}
		if (this.stripes.length == 1 && this.bins.length >= MANY_BINS) {
			spread();
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

	/**
	 * Replaces the only stripe by many.
	 */
	private void spread() {
		Stripe[] stripes = stripes(STRIPES);
		underAllLocks(() -> replace(stripes));
	}

	private Stripe[] stripes(int number) {
		Stripe[] stripes = new Stripe[number];
		Arrays.setAll(stripes, (i) -> new Stripe(i, this.limit));
		return stripes;
	}

	/**
	 * Hands all that the stripes have to others.
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
	 * Joins bins, so that a table which has emptied takes little memory again. A chain
	 * that gets another one at its end still leads readers to all that it had.
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
	 * Makes one chain of those of some bins, from the last one to the first.
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
	 * Is shown attachments.
	 */
	interface Visitor {

		void visit(Attachment attachment, Object parent, Object value);

	}

}
