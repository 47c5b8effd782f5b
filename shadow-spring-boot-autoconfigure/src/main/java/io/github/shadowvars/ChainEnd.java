package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * The end of each chain of a table, and the only element of an empty bin. An attachment
 * whose parent was collected finds its id through this end. The end's next attachment is
 * itself, so a look-up takes the same steps in an empty bin as in a bin with another
 * parent's attachment. The processor predicts these steps more often.
 */
final class ChainEnd extends Attachment {

	final @Nullable RegisteredId<?, ?> owner;

	ChainEnd(@Nullable RegisteredId<?, ?> owner) {
		this.owner = owner;
		this.next = this;
	}

}
