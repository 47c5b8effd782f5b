package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Moves a table's attachments from an array of bins to an array of twice the length, one
 * bin at a time. A bin of the new array is null until its attachments were moved. Until
 * then, the bin of the old array is valid. Each bin is moved under the lock of its
 * stripe, while others read.
 */
final class Move {

	/**
	 * The mark in two bins while attachments are relinked between them. A reader that
	 * finds nothing must look again, because it may have followed a link into the other
	 * chain.
	 */
	static final Attachment MOVING = new Attachment();

	private final Attachment[] from;

	private final Attachment[] to;

	private final ChainEnd end;

	/**
	 * The first bin of each stripe that may not have been moved yet.
	 */
	private final int[] next;

	private final AtomicInteger stripesLeft;

	Move(Attachment[] from, Attachment[] to, ChainEnd end, int stripes) {
		this.from = from;
		this.to = to;
		this.end = end;
		this.stripesLeft = new AtomicInteger(stripes);
		this.next = new int[stripes];
		for (int i = 0; i < stripes; i++) {
			this.next[i] = first(i);
		}
	}

	private int first(int stripe) {
		return (int) ((long) stripe * this.from.length / this.next.length);
	}

	/**
	 * Returns the chain with the attachments of a hash before they are moved.
	 */
	Attachment unmoved(int hash) {
		return this.from[Hash.bin(hash, this.from.length)];
	}

	void advance(int stripe, int steps) {
		int stop = first(stripe + 1);
		int bin = this.next[stripe];
		for (int i = 0; i < steps && bin < stop; bin++) {
			if (this.to[2 * bin] == null) {
				split(bin);
				i++;
			}
			if (bin + 1 == stop) {
				this.stripesLeft.decrementAndGet();
			}
			this.next[stripe] = bin + 1;
		}
	}

	boolean isDone(int stripe) {
		return this.next[stripe] == first(stripe + 1);
	}

	boolean isDone() {
		return this.stripesLeft.get() == 0;
	}

	/**
	 * Divides the chain of one bin between two. Attachments keep their relative order, so
	 * a reader never walks in a circle. Between the marks and the end, nothing allocates
	 * or needs stack, because a bin that stays half moved would block readers.
	 */
	void split(int bin) {
		// Once before the marks, because the stack may end in this call
		VarHandle.storeStoreFence();
		Attachment first = this.from[bin];
		if (first != this.end && first.next != this.end) {
			this.to[2 * bin] = MOVING;
			this.to[2 * bin + 1] = MOVING;
			// A thread that sees a new link also sees the marks.
			VarHandle.storeStoreFence();
		}
		long bins = this.to.length;
		Attachment left = this.end;
		Attachment right = this.end;
		Attachment lastLeft = left;
		Attachment lastRight = right;
		for (Attachment attachment = first; attachment != null
				&& attachment != this.end; attachment = attachment.next) {
			if ((int) (((attachment.hash & 0xFFFFFFFFL) * bins) >>> 32) == 2 * bin) {
				if (lastLeft == this.end) {
					left = attachment;
				}
				else if (lastLeft.next != attachment) {
					lastLeft.next = attachment;
				}
				lastLeft = attachment;
			}
			else {
				if (lastRight == this.end) {
					right = attachment;
				}
				else if (lastRight.next != attachment) {
					lastRight.next = attachment;
				}
				lastRight = attachment;
			}
		}
		if (lastLeft != this.end && lastLeft.next != this.end) {
			lastLeft.next = this.end;
		}
		if (lastRight != this.end && lastRight.next != this.end) {
			lastRight.next = this.end;
		}
		// A thread that sees the start of a chain sees the whole chain.
		VarHandle.releaseFence();
		this.to[2 * bin] = left;
		this.to[2 * bin + 1] = right;
	}

}
