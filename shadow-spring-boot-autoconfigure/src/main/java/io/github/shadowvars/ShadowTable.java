package io.github.shadowvars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The variables of one id: a hash table with weak identity keys that is read without
 * locks.
 * <p>
 * <b>Layout.</b> A small table is one array of attachments, and {@code small} leads
 * straight to it. A large one is an extendible hash table: a directory, indexed by the
 * last bits of the hash, of segments; {@code large} is the same directory of their slots,
 * which saves readers the way by the segment. A full segment is replaced by a larger one,
 * and at {@link Capacity#MAX_PART} by two halves, so no call ever copies more than one
 * segment. The {@link Capacity#STRIPES} locks and counts are fewer than the segments, so
 * that counting does not depend on the size.
 * <p>
 * <b>A hit</b>, as C2 compiles it, reads the header of the parent, whose hash must have
 * been computed and whose monitor must be free (on JDK 17) or not inflated, else the JVM
 * is called; {@code small}, and if that is null {@code large}, its length and its
 * element; the length of the array; the slot, which must be within the array and not
 * null; the attachment's referent, which must be the parent, else the next slot is looked
 * at; and the value, mostly in the same cache line. Three of these, header, slot and
 * attachment, miss the caches in a large table, each waiting for the one before it: that
 * is the least for a weak reference found by identity, where an {@code IdentityHashMap}
 * has two. There is no lock, no count, no stored hash (it would only be read along with
 * the referent), and no look at classes. A miss ends at the first empty slot; an id that
 * takes any object for a parent does not ask for its class then either.
 * <p>
 * <b>Writing.</b> A writer locks the stripe of the segment that the directory names, and
 * looks again: a segment is replaced only under its stripe's lock. Whether an attachment
 * is taken out, and so who destroys its value, is decided under that lock, once. What is
 * replaced stays readable for those who found it: it holds all that there was, and what
 * is freed later loses its value there too. All arrays follow the same rule, so a reader
 * need not know how large the table was when it came.
 * <p>
 * <b>Constructing.</b> A constructor's attachment is put into the table before it runs,
 * without a value, which reads as absent; a writer that finds it there waits for the
 * {@link Callback}, which the stripe finds by the parent's hash. To store the value then
 * needs no lock, for an attachment stays the same object wherever the table moves it. The
 * slot is the only place among old objects where a reference to a new one is stored, for
 * each such store is a fence and a card that G1 has to clean. No method on this way names
 * a class that is loaded only for the rare case, such as {@link Closing}: C2 inlines no
 * method with such a signature.
 * <p>
 * <b>Collecting.</b> An attachment whose parent was collected cannot be found by its
 * hash, which went with the parent, so segments are swept. That saves the hash's eight
 * bytes, and a million dead cost one pass in place of a million removals.
 * <p>
 * <b>Tried, and lost.</b> Times of a hit and of a miss among a million parents that are
 * asked for at random, as multiples of those of a {@code ConcurrentHashMap} with weak
 * keys written by hand, of prototypes in one process with it (JDK 17, medians of 15
 * rounds). A byte of the hash beside each slot: 1.03 and 2.52 at a load of 0.7, for each
 * hit touches one more line and the loop over bytes mispredicts. Eight such bytes
 * compared at once: 1.25 and 1.10. The slot first, then its byte: 0.98 and 1.37. A bit
 * for each five of the hash's places, looked at first: 1.21 and 0.90. Segments chosen by
 * the leading bits of a spread hash: 0.95 and 1.11, where by the last bits of the hash it
 * is 0.88 to 1.00 and 1.04; their number, 4 to 256, makes no difference. One array for
 * all: 0.79 to 0.88 and 0.92, but then a call that makes room copies it whole. Locks by
 * {@code synchronized}: alloc and free at 1,000 parents 1.81 in place of 1.87, which does
 * not outweigh that virtual threads hold on to their carriers there before JDK 24. Locks
 * that are given back by a release store, so that nobody can be woken: no difference, and
 * 1.2 times as long with two threads. Null in place of {@link Attachment#REMOVED} where
 * all of a segment is freed, a fence less for each: no difference. A new callback for
 * each call, listed in its stripe: alloc and free 1.2 times as long at 1,000 parents as
 * with callbacks that are used again, and 1.5 times at 100,000.
 */
final class ShadowTable {

	/**
	 * The end of the order in which segments are gone through: that of hashes read
	 * backwards, in which all of a segment, and both halves of one that was split, follow
	 * each other.
	 */
	private static final long END = 1L << 32;

	private static final int MAX_DEPTH = 24;

	private final int maxPart;

	/**
	 * Guards changes of the directory, taken after the lock of a stripe.
	 */
	private final Object directoryLock = new Object();

	/**
	 * The slots of a table of one segment, else null.
	 */
	volatile Attachment @Nullable [] small;

	/**
	 * The slots of each segment of {@code directory}.
	 */
	volatile Attachment[][] large;

	/**
	 * Segments by last bits; one of a lesser depth stands in several places. Its length
	 * is a power of two.
	 */
	private volatile Segment[] directory;

	volatile Stripe[] stripes;

	private volatile @Nullable Closing closing;

	ShadowTable() {
		this(Capacity.MAX_PART);
	}

	/**
	 * Creates an empty table.
	 * @param maxPart the capacity from which on a segment of a large table is split
	 */
	ShadowTable(int maxPart) {
		this.maxPart = maxPart;
		Stripe stripe = new Stripe();
		Segment first = new Segment(stripe, 0, Capacity.MIN);
		this.stripes = new Stripe[] { stripe };
		this.directory = new Segment[] { first };
		this.large = new Attachment[][] { first.slots };
		this.small = first.slots;
	}

	@Nullable Object get(Object parent) {
		int hash = System.identityHashCode(parent);
		Attachment[] slots = this.small;
		if (slots == null) {
			Attachment[][] large = this.large;
			slots = large[hash & (large.length - 1)];
		}
		return Segment.get(slots, parent, hash);
	}

	private Segment segment(int hash) {
		Segment[] directory = this.directory;
		return directory[hash & (directory.length - 1)];
	}

	@SuppressWarnings("LockNotBeforeTry")
	private Segment lock(int hash) {
		while (true) {
			Segment segment = segment(hash);
			segment.stripe.acquire();
			if (segment == segment(hash)) {
				return segment;
			}
			segment.stripe.unlock();
		}
	}

	/**
	 * Puts an attachment without a value in the table, for a constructor that is about to
	 * run on this thread.
	 * @return the constructor, or null if the parent has an attachment already, with or
	 * without a value
	 * @throws IllegalStateException if the table is closed
	 */
	@Nullable Callback reserve(Object parent, Attachment mine) {
		int hash = System.identityHashCode(parent);
		while (true) {
			Segment segment = lock(hash);
			try {
				Closing closing = this.closing;
				if (closing != null) {
					throw closing.exception();
				}
				int slot = segment.locate(parent, hash);
				if (slot >= 0) {
					return null;
				}
				if (segment.hasRoom(~slot)) {
					Callback constructor = segment.stripe.reserve(hash, mine);
					segment.put(~slot, mine);
					return constructor;
				}
				makeRoom(segment, hash);
			}
			finally {
				segment.stripe.unlock();
			}
		}
	}

	/**
	 * Returns the constructor that runs for a parent, or null if there is none now.
	 */
	@Nullable Run constructor(Object parent) {
		int hash = System.identityHashCode(parent);
		Segment segment = lock(hash);
		try {
			int slot = segment.locate(parent, hash);
			return (slot >= 0) ? segment.stripe.constructorOf(hash, segment.slots[slot]) : null;
		}
		finally {
			segment.stripe.unlock();
		}
	}

	/**
	 * Gives a reserved attachment its value.
	 * @return whether the value may stay: not if the table is closed
	 */
	boolean complete(Callback constructor, Attachment mine, Object value) {
		mine.attach(value);
		constructor.end();
		// Whoever closes sets this before it looks at callbacks and values: one of the
		// two sees the other.
		return !isClosed();
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

	/**
	 * Takes a reserved attachment out again: its constructor failed.
	 */
	void abandon(Object parent, Callback constructor) {
		int hash = System.identityHashCode(parent);
		Segment segment = lock(hash);
		try {
			segment.remove(segment.locate(parent, hash));
			segment.stripe.abandon(constructor);
		}
		finally {
			segment.stripe.unlock();
		}
	}

	/**
	 * Takes a reserved attachment out again: the table was closed while its constructor
	 * ran. The destructor, which is about to run on this thread, has the constructor's
	 * callback, so that it needs no memory.
	 * @param cause what its value counts as freed by
	 */
	void discard(Object parent, Callback constructor, FreeCause cause) {
		int hash = System.identityHashCode(parent);
		Segment segment = lock(hash);
		try {
			segment.remove(segment.locate(parent, hash));
			segment.stripe.freed(cause, 1);
			constructor.end();
			constructor.beginDestructors();
		}
		finally {
			segment.stripe.unlock();
		}
	}

	/**
	 * Takes the variable of a parent out, and has it destroyed outside the lock.
	 * @param only the value that it must have, or null for any
	 * @param destroyer destroys it, or null if there is nothing to do
	 * @return whether there was one
	 */
	boolean remove(Object parent, @Nullable Object only, FreeCause cause, Batch.@Nullable Destroyer destroyer) {
		int hash = System.identityHashCode(parent);
		Segment segment = lock(hash);
		Object value;
		Callback destructor = null;
		boolean shrunk = false;
		try {
			try {
				int slot = segment.locate(parent, hash);
				Attachment attachment = (slot >= 0) ? segment.slots[slot] : null;
				value = (attachment != null) ? attachment.value() : null;
				if (attachment == null || value == null || (only != null && only != value)) {
					return false;
				}
				destructor = (destroyer != null) ? segment.stripe.destroy() : null;
				attachment.detach();
				segment.remove(slot);
				segment.stripe.freed(cause, 1);
				shrunk = shrink(segment, hash);
			}
			finally {
				segment.stripe.unlock();
			}
			if (destroyer != null) {
				destroyer.destroy(parent, value, cause);
			}
		}
		finally {
			if (destructor != null) {
				destructor.end();
			}
			if (shrunk) {
				compact();
			}
		}
		return true;
	}

	/**
	 * Takes every variable out, and has each segment's destroyed outside the lock.
	 */
	void removeAll(FreeCause cause, Batch.Destroyer destroyer) {
		removeAll(cause, false, destroyer);
	}

	/**
	 * Takes out the variables whose parent was collected.
	 */
	void removeCollected(Batch.Destroyer destroyer) {
		removeAll(FreeCause.PARENT_COLLECTED, true, destroyer);
	}

	private void removeAll(FreeCause cause, boolean collected, Batch.Destroyer destroyer) {
		Batch batch = new Batch();
		boolean shrunk = false;
		Stripe[] stripes = this.stripes;
		long position = 0;
		while (position < END) {
			int hash = Integer.reverse((int) position);
			Segment segment = segment(hash);
			if (!collected || segment.hasCollected()) {
				segment = lock(hash);
				Callback destructors = null;
				try {
					try {
						batch.prepare(segment.live);
						destructors = segment.stripe.destroy();
						segment.detach(collected, batch);
						if (batch.size() > 0) {
							segment.stripe.freed(FreeCause.PARENT_COLLECTED, batch.collected());
							segment.stripe.freed(cause, batch.size() - batch.collected());
							shrunk |= (segment.live == 0) ? renew(segment, hash) : shrink(segment, hash);
						}
					}
					finally {
						segment.stripe.unlock();
					}
					batch.destroy(cause, destroyer);
				}
				finally {
					if (destructors != null) {
						destructors.end();
					}
				}
			}
			position = end(position, segment);
			if (collected && stripes != this.stripes) {
				// What has no hash any more may have got a place that was passed already.
				stripes = this.stripes;
				position = 0;
			}
		}
		if (shrunk) {
			compact();
		}
	}

	/**
	 * Returns where the next segment begins, in the order of hashes read backwards.
	 */
	private static long end(long position, Segment segment) {
		long span = END >>> segment.depth;
		return (position & -span) + span;
	}

	/**
	 * Visits variables. A segment that is replaced meanwhile stays as it is, so nothing
	 * is visited twice.
	 * @return whether there were no more than the limit
	 */
	boolean forEach(long limit, Visitor visitor) {
		long left = limit;
		for (Segment segment : segments()) {
			left = segment.forEach(left, visitor);
			if (left < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns each segment once.
	 */
	private List<Segment> segments() {
		return Arrays.stream(this.directory).distinct().toList();
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

	void close(Closing closing) {
		this.closing = closing;
	}

	/**
	 * Replaces a segment that is full of attachments, or of what is left of them.
	 */
	private void makeRoom(Segment segment, int hash) {
		int capacity = Capacity.forSize(segment.live, segment.isWhole());
		if (segment.isWhole() && capacity > Capacity.MAX_WHOLE) {
			enlarge(segment);
			return;
		}
		boolean split = capacity > this.maxPart && segment.depth < MAX_DEPTH;
		replace(segment, hash, segment.divide(split ? 1 : 0, (part) -> segment.stripe));
	}

	private boolean shrink(Segment segment, int hash) {
		int capacity = segment.slots.length;
		return segment.live <= capacity / 16 && Capacity.forSize(segment.live, segment.isWhole()) <= capacity / 2
				&& renew(segment, hash);
	}

	/**
	 * Replaces a segment by one of the size that it needs, if there is memory for it:
	 * what was taken out is destroyed all the same.
	 */
	private boolean renew(Segment segment, int hash) {
		try {
			boolean empty = segment.live == 0;
			replace(segment, hash, empty ? new Segment[] { Segment.forSize(segment.stripe, segment.depth, 0) }
					: segment.divide(0, (part) -> segment.stripe));
			return true;
		}
		catch (VirtualMachineError ex) {
			return false;
		}
	}

	private void replace(Segment segment, int hash, Segment[] parts) {
		synchronized (this.directoryLock) {
			Segment[] old = this.directory;
			int factor = (old.length < 1 << parts[0].depth) ? 2 : 1;
			Segment[] directory = new Segment[old.length * factor];
			Arrays.setAll(directory, (i) -> old[i & (old.length - 1)]);
			int step = 1 << segment.depth;
			for (int i = hash & (step - 1); i < directory.length; i += step) {
				directory[i] = parts[(i >>> segment.depth) & (parts.length - 1)];
			}
			publish(directory, slots(directory));
		}
	}

	private static Attachment[][] slots(Segment[] directory) {
		return Arrays.stream(directory).map((segment) -> segment.slots).toArray(Attachment[][]::new);
	}

	/**
	 * Readers get what holds all that there is before writers get where to attach more.
	 */
	private void publish(Segment[] directory, Attachment[][] large) {
		this.large = large;
		this.small = (large.length == 1) ? large[0] : null;
		this.directory = directory;
	}

	/**
	 * Turns a small table, whose lock is held, into a large one.
	 */
	private void enlarge(Segment segment) {
		Stripe[] stripes = new Stripe[Capacity.STRIPES];
		Arrays.setAll(stripes, (i) -> (i == 0) ? segment.stripe : new Stripe());
		Segment[] parts = segment.divide(Integer.numberOfTrailingZeros(stripes.length), (part) -> stripes[part]);
		Attachment[][] slots = slots(parts);
		segment.stripe.distribute((callback) -> callback.isConstructor()
				? stripes[callback.hash() & (stripes.length - 1)] : segment.stripe);
		synchronized (this.directoryLock) {
			this.stripes = stripes;
			publish(parts, slots);
		}
	}

	/**
	 * Tells whether there is no attachment, and no callback runs.
	 */
	boolean isIdle() {
		return size() == 0 && runs().isEmpty();
	}

	private long size() {
		return overStripes(() -> new long[1], (size, stripe) -> size[0] += stripe.size())[0];
	}

	private void compact() {
		try {
			compactIfFew();
		}
		catch (VirtualMachineError ex) {
			// It stays large, as before: nothing is moved before all memory is there.
		}
	}

	/**
	 * Turns a large table that has become almost empty into a small one.
	 */
	private void compactIfFew() {
		Stripe[] stripes = this.stripes;
		if (stripes.length == 1 || size() > Capacity.FEW) {
			return;
		}
		int locked = 0;
		try {
			for (; locked < stripes.length; locked++) {
				stripes[locked].acquire();
			}
			if (stripes != this.stripes) {
				return;
			}
			List<Segment> segments = segments();
			int live = segments.stream().mapToInt((segment) -> segment.live).sum();
			if (live > Capacity.FEW) {
				return;
			}
			Stripe stripe = new Stripe();
			Segment all = Segment.forSize(stripe, 0, live);
			segments.forEach((segment) -> segment.copyTo(all));
			Stripe[] one = { stripe };
			Segment[] directory = { all };
			Attachment[][] slots = { all.slots };
			for (Stripe old : stripes) {
				stripe.takeOver(old);
			}
			synchronized (this.directoryLock) {
				this.stripes = one;
				publish(directory, slots);
			}
		}
		finally {
			for (int i = 0; i < locked; i++) {
				stripes[i].unlock();
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
