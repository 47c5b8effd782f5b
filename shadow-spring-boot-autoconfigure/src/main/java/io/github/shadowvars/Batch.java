package io.github.shadowvars;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Variables that were removed from a table and wait for their destructors.
 */
final class Batch {

	private final ArrayList<@Nullable Object> parents = new ArrayList<>(0);

	private final ArrayList<Object> values = new ArrayList<>(0);

	/**
	 * The number of variables whose parent was collected.
	 */
	private int orphans;

	/**
	 * Allocates the memory for a number of variables.
	 */
	void prepare(int number) {
		this.parents.ensureCapacity(number);
		this.values.ensureCapacity(number);
	}

	void add(@Nullable Object parent, Object value) {
		this.parents.add(parent);
		this.values.add(value);
		this.orphans += (parent == null) ? 1 : 0;
	}

	int size() {
		return this.values.size();
	}

	int orphans() {
		return this.orphans;
	}

	/**
	 * Runs the destructors, and clears this batch.
	 */
	void destroy(FreeCause cause, Destroyer destroyer) {
		Error failure = null;
		for (int i = 0; i < this.values.size(); i++) {
			Object parent = this.parents.get(i);
			Object value = this.values.get(i);
			try {
				if (value == Attachment.IN_PARENT) {
					// The value was collected with its parent, and has no destructor
					continue;
				}
				destroyer.destroy(parent, value, (parent != null) ? cause : FreeCause.PARENT_COLLECTED);
			}
			catch (Error ex) {
				// For example, out of memory while counting a failure: the other
				// destructors still run.
				failure = ex;
			}
		}
		this.parents.clear();
		this.values.clear();
		this.orphans = 0;
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * Runs one destructor, and handles its failure.
	 */
	interface Destroyer {

		void destroy(@Nullable Object parent, Object value, FreeCause cause);

	}

}
