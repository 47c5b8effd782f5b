package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * The end of each chain of a table, and the only element of an empty bin. An attachment
 * whose parent was collected finds the owner of its table through this end. The end's
 * next attachment is itself, so a look-up takes the same steps in an empty bin as in a
 * bin with another parent's attachment. The processor predicts these steps more often.
 */
final class ChainEnd extends Attachment {

	private final @Nullable Object owner;

	ChainEnd(@Nullable Object owner) {
		this.owner = owner;
		this.next = this;
	}

	/**
	 * Returns the owner of the table of an attachment, even after it was freed, or null
	 * if it was never linked.
	 */
	static @Nullable Object owner(Attachment attachment) {
		Attachment last = attachment;
		for (Attachment next = last.following(); next != null; next = next.following()) {
			last = next;
		}
		return (last instanceof ChainEnd end) ? end.owner : null;
	}

}
