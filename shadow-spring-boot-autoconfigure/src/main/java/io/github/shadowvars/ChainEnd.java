package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * The end of each chain of a table, and the only element of an empty bin. It leads from
 * an attachment whose parent was collected to its id. Its next attachment is itself, so a
 * look-up takes the same steps in an empty bin as in one with another parent's
 * attachment, which the processor predicts more often.
 */
final class ChainEnd extends Attachment {

	final @Nullable RegisteredId<?, ?> owner;

	ChainEnd(@Nullable RegisteredId<?, ?> owner) {
		this.owner = owner;
		this.next = this;
	}

}
