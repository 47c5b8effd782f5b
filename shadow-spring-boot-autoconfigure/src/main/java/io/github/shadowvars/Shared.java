package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;

/**
 * The objects that all ids of a registry share.
 *
 * @param queue receives the attachments of collected parents
 * @param ids all ids of the registry, because a value may lead to variables of other ids
 */
record Shared(Options options, ReferenceQueue<Object> queue, Ids ids, DoubtfulParents doubtfulParents) {

	/**
	 * Returns what a hidden id of the same registry gets, so that it reports nothing.
	 */
	Shared internal() {
		return new Shared(this.options.internal(), this.queue, this.ids,
				new DoubtfulParents((variable, parentType, doubt) -> {
				}));
	}

}
