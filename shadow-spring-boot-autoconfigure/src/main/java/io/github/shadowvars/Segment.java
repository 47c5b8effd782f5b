package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * A part of a table: an open-addressed array of attachments. Writers hold the stripe's
 * lock; readers hold none. An attachment never moves within a segment: to grow, shrink or
 * tidy up, a new segment takes its place, and a reader that still looks at the old one
 * finds there all that was attached when it came, with no value if freed since.
 * <p>
 * A segment with tags keeps seven bits of each hash in a byte array, so that most slots
 * are passed over without a look at the attachment: a gain once attachments are out of
 * the cache, a loss before.
 */
final class Segment {

	private static final BiConsumer<Object, Object> NOTHING = (parent, value) -> {
	};

	private static final byte EMPTY = 0;

	private static final byte REMOVED = 1;

	private static final byte USED = (byte) 0x80;

	final Stripe stripe;

	/**
	 * How many leading bits of the spread hash are the same for all that is in here.
	 */
	final int depth;

	final Attachment[] slots;

	private final byte @Nullable [] tags;

	/**
	 * How many slots hold an attachment.
	 */
	int live;

	/**
	 * How many slots a probe does not end at, those of removed attachments included.
	 */
	private int used;

	Segment(Stripe stripe, int depth, int capacity, boolean tagged) {
		this.stripe = stripe;
		this.depth = depth;
		this.slots = new Attachment[capacity];
		this.tags = tagged ? new byte[capacity] : null;
	}

	@Nullable Object get(Object parent, int hash) {
		byte[] tags = this.tags;
		Attachment[] slots = this.slots;
		if (tags == null) {
			return get(slots, parent, hash);
		}
		byte wanted = tag(hash);
		for (int i = home(hash, tags.length);;) {
			byte tag = tags[i];
			if (tag == wanted) {
				// The slot was written before its tag.
				VarHandle.acquireFence();
				Attachment attachment = slots[i];
				if (attachment != null && attachment.refersTo(parent)) {
					return attachment.value();
				}
			}
			else if (tag == EMPTY) {
				return null;
			}
			if (++i == tags.length) {
				i = 0;
			}
		}
	}

	/**
	 * Looks a parent up in slots without tags, whose number is a power of two.
	 */
	static @Nullable Object get(Attachment[] slots, Object parent, int hash) {
		int mask = slots.length - 1;
		for (int i = hash & mask;; i = (i + 1) & mask) {
			Attachment attachment = slots[i];
			if (attachment == null) {
				return null;
			}
			if (attachment.refersTo(parent)) {
				return attachment.value();
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
			else if ((this.tags == null || this.tags[i] == tag(hash)) && attachment.refersTo(parent)) {
				return i;
			}
		}
	}

	/**
	 * Tells whether a free slot can be taken: some must stay empty, to end the probes.
	 */
	boolean hasRoom(int slot) {
		return this.slots[slot] != null || this.used < Capacity.limit(this.slots.length, isTagged());
	}

	void put(int slot, Attachment attachment, int hash) {
		if (this.slots[slot] == null) {
			this.used++;
		}
		this.live++;
		VarHandle.releaseFence();
		this.slots[slot] = attachment;
		if (this.tags != null) {
			VarHandle.releaseFence();
			this.tags[slot] = tag(hash);
		}
	}

	void remove(int slot) {
		this.live--;
		if (this.slots[next(slot)] != null) {
			this.slots[slot] = Attachment.REMOVED;
			mark(slot, REMOVED);
			return;
		}
		// Nothing lies behind this slot or the removed ones just before it.
		for (int i = slot; i == slot || this.slots[i] == Attachment.REMOVED; i = previous(i)) {
			mark(i, EMPTY);
			this.slots[i] = null;
			this.used--;
		}
	}

	private void mark(int slot, byte tag) {
		if (this.tags != null) {
			this.tags[slot] = tag;
		}
	}

	/**
	 * Copies what is in here into new segments, by the bits of the spread hash that
	 * follow those that all have in common.
	 * @param bits how many bits to go by: none makes one segment of the capacity that
	 * fits
	 */
	Segment[] divide(int bits, boolean tagged, IntFunction<Stripe> stripes) {
		int[] hashes = new int[this.slots.length];
		int[] sizes = new int[1 << bits];
		for (int i = 0; i < hashes.length; i++) {
			Attachment attachment = this.slots[i];
			if (attachment != null && attachment != Attachment.REMOVED) {
				Object parent = attachment.get();
				// A collected parent took its hash along: any place will do until the
				// reaper comes.
				hashes[i] = (parent != null) ? System.identityHashCode(parent) : spread(i) >>> 1;
				sizes[part(hashes[i], bits)]++;
			}
		}
		Segment[] parts = new Segment[sizes.length];
		for (int i = 0; i < parts.length; i++) {
			parts[i] = new Segment(stripes.apply(i), this.depth + bits, Capacity.forSize(sizes[i], tagged), tagged);
		}
		for (int i = 0; i < hashes.length; i++) {
			Attachment attachment = this.slots[i];
			if (attachment != null && attachment != Attachment.REMOVED) {
				Segment part = parts[part(hashes[i], bits)];
				part.put(part.freeSlot(hashes[i]), attachment, hashes[i]);
			}
		}
		return parts;
	}

	/**
	 * Copies what is in here into a segment that has room for it.
	 */
	void copyTo(Segment target) {
		for (int i = 0; i < this.slots.length; i++) {
			Attachment attachment = this.slots[i];
			if (attachment != null && attachment != Attachment.REMOVED) {
				Object parent = attachment.get();
				int hash = (parent != null) ? System.identityHashCode(parent) : 0;
				target.put(target.freeSlot(hash), attachment, hash);
			}
		}
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
	 */
	void detach(boolean collected, Batch batch) {
		for (int i = 0; i < this.slots.length; i++) {
			Attachment attachment = this.slots[i];
			if (attachment == null || (collected && !isCollected(attachment))) {
				continue;
			}
			Object value = attachment.value();
			if (value != null) {
				batch.add(collected ? null : attachment.get(), value);
				attachment.detach();
				this.slots[i] = Attachment.REMOVED;
				mark(i, REMOVED);
				this.live--;
			}
		}
	}

	/**
	 * Visits attachments, one more than the limit at most, and the last one in vain.
	 * @return what is left of the limit, or -1 if there were more
	 */
	long forEach(long limit, BiConsumer<Object, Object> action) {
		long left = limit;
		for (Attachment attachment : this.slots) {
			if (attachment != null && !visit(attachment, (left > 0) ? action : NOTHING)) {
				continue;
			}
			if (attachment != null && --left < 0) {
				return left;
			}
		}
		return left;
	}

	private static boolean visit(Attachment attachment, BiConsumer<Object, Object> action) {
		Object value = attachment.value();
		Object parent = (value != null) ? attachment.get() : null;
		if (value == null || parent == null) {
			return false;
		}
		action.accept(parent, value);
		return true;
	}

	private int part(int hash, int bits) {
		return (spread(hash) << this.depth) >>> 1 >>> (31 - bits);
	}

	private int freeSlot(int hash) {
		int i = home(hash);
		while (this.slots[i] != null) {
			i = next(i);
		}
		return i;
	}

	/**
	 * Spreads a hash over 32 bits. Its leading bits choose the segment, those of the hash
	 * itself the slot, and the last ones make the tag.
	 */
	static int spread(int hash) {
		return hash * 0x9E3779B9;
	}

	boolean isTagged() {
		return this.tags != null;
	}

	private int home(int hash) {
		return (this.tags != null) ? home(hash, this.tags.length) : hash & (this.slots.length - 1);
	}

	/**
	 * Maps a hash of 31 bits to a slot by its leading bits, so that the number of slots
	 * need not be a power of two.
	 */
	private static int home(int hash, int capacity) {
		return (int) (((hash & Integer.MAX_VALUE) * (long) capacity) >>> 31);
	}

	private static byte tag(int hash) {
		return (byte) (hash | USED);
	}

	private int next(int slot) {
		return (slot + 1 == this.slots.length) ? 0 : slot + 1;
	}

	private int previous(int slot) {
		return (slot == 0) ? this.slots.length - 1 : slot - 1;
	}

}
