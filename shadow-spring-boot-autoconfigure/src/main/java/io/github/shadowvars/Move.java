package io.github.shadowvars;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of a table's attachments from an array of bins to one twice as long, one bin at
 * a time. A bin of the new array is null until the attachments that belong there were
 * moved; until then the bin of the old array is the one that counts. All is done under
 * the lock of the stripe that a bin belongs to, and while others read.
 */
final class Move {

	/**
	 * Stands in two bins while attachments are relinked between them: a reader who has
	 * found nothing then may have been led astray.
	 */
	static final Attachment MOVING = new Attachment();

	private final Attachment[] from;

	private final Attachment[] to;

	private final ChainEnd end;

	/**
	 * The first bin of each stripe that may not have been moved.
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
	 * Returns the chain that holds the attachments with a hash as long as they were not
	 * moved.
	 */
	Attachment unmoved(int hash) {
		return this.from[Hash.bin(hash, this.from.length)];
	}

	/**
	 * Moves some bins of a stripe, if there are any left.
	 */
	void advance(int stripe, int steps) {
		int end = first(stripe + 1);
		int bin = this.next[stripe];
		for (int i = 0; i < steps && bin < end; bin++) {
			if (this.to[2 * bin] == null) {
				split(bin);
				i++;
			}
			if (bin + 1 == end) {
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
	 * Divides the chain of one bin among two. What stays neighbours keeps its order, so a
	 * reader never walks in a circle. Between the marks and the end there is nothing that
	 * takes memory or stack: a bin that was left half moved would lock readers out.
	 */
	void split(int bin) {
		Attachment first = this.from[bin];
		if (first != this.end && first.next != this.end) {
			this.to[2 * bin] = MOVING;
			this.to[2 * bin + 1] = MOVING;
			// The marks are seen by whoever sees a new link.
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
		// Both chains are seen whole by whoever sees where they begin.
		VarHandle.releaseFence();
		this.to[2 * bin] = left;
		this.to[2 * bin + 1] = right;
	}

}
