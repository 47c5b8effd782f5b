package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Stands at the end of each chain of a table, and alone in its empty bins: it leads from
 * an attachment whose parent was collected to its id.
 */
final class ChainEnd extends Attachment {

	final @Nullable RegisteredId<?, ?> owner;

	ChainEnd(@Nullable RegisteredId<?, ?> owner) {
		this.owner = owner;
	}

}
