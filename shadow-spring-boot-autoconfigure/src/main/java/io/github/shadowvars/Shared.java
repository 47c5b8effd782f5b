package io.github.shadowvars;

import java.lang.ref.ReferenceQueue;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.shadowvars.reachability.ShadowReachability;
import org.jspecify.annotations.Nullable;

/**
 * The objects that all ids of a registry share.
 *
 * @param queue receives the attachments of collected parents
 * @param lives returns the life of a parent, or null if the registry is closed
 * @param search searches for a path from a value to its parent, which can lead through
 * variables of other ids
 */
record Shared(Options options, ReferenceQueue<Object> queue, DoubtfulParents doubtfulParents,
		Function<Object, @Nullable Life> lives, BiFunction<Object, Object, ShadowReachability> search) {

	/**
	 * Returns what a hidden id of the same registry gets, so that it reports nothing.
	 */
	Shared internal() {
		return new Shared(this.options.internal(), this.queue, new DoubtfulParents((variable, parentType, doubt) -> {
		}), (parent) -> null, (value, parent) -> {
			throw new IllegalStateException("No value of a hidden id is searched");
		});
	}

}
