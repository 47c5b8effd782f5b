package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * A part of a table: an open-addressed array of attachments. Writers hold the stripe's
 * lock; readers hold none. An attachment never moves within a segment: to grow, shrink or
 * tidy up, a new segment takes its place, and a reader that still looks at the old one
 * finds there all that was attached when it came, with no value if freed since.
 */
final class Segment {

	private static final ShadowTable.Visitor NOTHING = (attachment, parent, value) -> {
	};

	/**
	 * Strews places over a segment: 2^32 divided by the golden ratio.
	 */
	private static final int STEP = 0x9E3779B9;

	final Stripe stripe;

	/**
	 * How many last bits of the hash are the same for all that is in here: none in a
	 * whole small table.
	 */
	final int depth;

	final Attachment[] slots;

	/**
	 * How many slots hold an attachment.
	 */
	int live;

	/**
	 * How many slots a probe does not end at, those of removed attachments included.
	 */
	private int used;

	Segment(Stripe stripe, int depth, int capacity) {
		this.stripe = stripe;
		this.depth = depth;
		this.slots = new Attachment[capacity];
	}

	static Segment forSize(Stripe stripe, int depth, int size) {
		return new Segment(stripe, depth, Capacity.forSize(size, depth == 0));
	}

	boolean isWhole() {
		return this.depth == 0;
	}

	/**
	 * Looks a parent up in the slots of a segment.
	 */
	static @Nullable Object get(Attachment[] slots, Object parent, int hash) {
		for (int i = home(hash, slots.length);;) {
			Attachment attachment = slots[i];
			if (attachment == null) {
				return null;
			}
			if (attachment.refersTo(parent)) {
				return attachment.value();
			}
			if (++i == slots.length) {
				i = 0;
			}
		}
	}

	/**
	 * Returns the slot of a parent, or the complement of the slot that is free for it.
	 */
	int locate(Object parent, int hash) {
		int free = -1;
		for (int i = home(hash);; i = next(i)) {
			Attachment attachment = this.slots[i];
			if (attachment == null) {
				return ~((free != -1) ? free : i);
			}
			if (attachment == Attachment.REMOVED) {
				free = (free != -1) ? free : i;
			}
			else if (attachment.refersTo(parent)) {
				return i;
			}
		}
	}

	/**
	 * Tells whether a free slot can be taken: some must stay empty, to end the probes.
	 */
	boolean hasRoom(int slot) {
		return this.slots[slot] != null || this.used < Capacity.limit(this.slots.length, isWhole());
	}

	void put(int slot, Attachment attachment) {
		if (this.slots[slot] == null) {
			this.used++;
		}
		this.live++;
		VarHandle.releaseFence();
		this.slots[slot] = attachment;
	}

	void remove(int slot) {
		this.live--;
		if (this.slots[next(slot)] != null) {
			this.slots[slot] = Attachment.REMOVED;
			return;
		}
		// Nothing lies behind this slot or the removed ones just before it.
		for (int i = slot; i == slot || this.slots[i] == Attachment.REMOVED; i = previous(i)) {
			this.slots[i] = null;
			this.used--;
		}
	}

	/**
	 * Copies what is in here into new segments, by the bits of the hash that come before
	 * those that all have in common.
	 * @param bits how many bits to go by: none makes one segment of the capacity that
	 * fits
	 */
	Segment[] divide(int bits, IntFunction<Stripe> stripes) {
		int[] hashes = new int[this.slots.length];
		int[] sizes = new int[1 << bits];
		for (int i = 0; i < hashes.length; i++) {
			if (isUsed(this.slots[i])) {
				hashes[i] = hash(i);
				sizes[part(hashes[i], bits)]++;
			}
		}
		Segment[] parts = new Segment[sizes.length];
		for (int i = 0; i < parts.length; i++) {
			parts[i] = Segment.forSize(stripes.apply(i), this.depth + bits, sizes[i]);
		}
		for (int i = 0; i < hashes.length; i++) {
			if (isUsed(this.slots[i])) {
				parts[part(hashes[i], bits)].add(hashes[i], this.slots[i]);
			}
		}
		return parts;
	}

	/**
	 * Copies what is in here into a segment that has room for it.
	 */
	void copyTo(Segment target) {
		for (int i = 0; i < this.slots.length; i++) {
			if (isUsed(this.slots[i])) {
				target.add(hash(i), this.slots[i]);
			}
		}
	}

	private static boolean isUsed(@Nullable Attachment attachment) {
		return attachment != null && attachment != Attachment.REMOVED;
	}

	/**
	 * Returns the hash by which what is in a slot is placed anew. A collected parent took
	 * its own along: any place will do until the reaper comes.
	 */
	private int hash(int slot) {
		Object parent = this.slots[slot].get();
		return (parent != null) ? System.identityHashCode(parent) : (slot * STEP) >>> 1;
	}

	boolean hasCollected() {
		for (Attachment attachment : this.slots) {
			if (isCollected(attachment)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isCollected(@Nullable Attachment attachment) {
		return attachment != null && attachment != Attachment.REMOVED && attachment.refersTo(null);
	}

	/**
	 * Takes out the attachments that have a value.
	 * @param collected only those whose parent was collected
	 * @param batch where their values go, which has room for all: to run out of memory
	 * halfway would lose what was detached
	 */
	void detach(boolean collected, Batch batch) {
		int[] found = batch.found;
		for (int i = 0; i < this.slots.length;) {
			// A loop that does little else has many attachments on their way from memory
			// at a time.
			int count = 0;
			for (int end = Math.min(this.slots.length, i + found.length); i < end; i++) {
				if (hasValue(this.slots[i], collected)) {
					found[count++] = i;
				}
			}
			for (int j = 0; j < count; j++) {
				Attachment attachment = this.slots[found[j]];
				batch.add(collected ? null : attachment.get(), Objects.requireNonNull(attachment.value()));
				attachment.detach();
				this.slots[found[j]] = Attachment.REMOVED;
				this.live--;
			}
		}
	}

	private static boolean hasValue(@Nullable Attachment attachment, boolean collected) {
		return attachment != null && attachment.value() != null && (!collected || attachment.refersTo(null));
	}

	/**
	 * Visits attachments, one more than the limit at most, and the last one in vain.
	 * @return what is left of the limit, or -1 if there were more
	 */
	long forEach(long limit, ShadowTable.Visitor visitor) {
		long left = limit;
		for (Attachment attachment : this.slots) {
			if (attachment != null && visit(attachment, (left > 0) ? visitor : NOTHING) && --left < 0) {
				return left;
			}
		}
		return left;
	}

	private static boolean visit(Attachment attachment, ShadowTable.Visitor visitor) {
		Object value = attachment.value();
		Object parent = (value != null) ? attachment.get() : null;
		if (value == null || parent == null) {
			return false;
		}
		visitor.visit(attachment, parent, value);
		return true;
	}

	private int part(int hash, int bits) {
		return (hash >>> this.depth) & ((1 << bits) - 1);
	}

	/**
	 * Puts what this does not have yet into the first slot that was never used.
	 */
	private void add(int hash, Attachment attachment) {
		int i = home(hash);
		while (this.slots[i] != null) {
			i = next(i);
		}
		put(i, attachment);
	}

	private int home(int hash) {
		return home(hash, this.slots.length);
	}

	/**
	 * Maps a hash to a slot by its leading bits, for the last ones chose the segment. So
	 * the number of slots need not be a power of two. Identity hashes have 31 bits in a
	 * JVM of 64 bits.
	 */
	private static int home(int hash, int capacity) {
		return (int) (((hash & Integer.MAX_VALUE) * (long) capacity) >>> 31);
	}

	private int next(int slot) {
		return (slot + 1 == this.slots.length) ? 0 : slot + 1;
	}

	private int previous(int slot) {
		return (slot == 0) ? this.slots.length - 1 : slot - 1;
	}

}
