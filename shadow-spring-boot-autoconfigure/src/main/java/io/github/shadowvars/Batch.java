package io.github.shadowvars;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Variables that were taken out of a table and wait for their destructors.
 */
final class Batch {

	private final ArrayList<@Nullable Object> parents = new ArrayList<>();

	private final ArrayList<Object> values = new ArrayList<>();

	private int collected;

	/**
	 * Takes all memory that is needed for so many.
	 */
	void prepare(int number) {
		this.parents.ensureCapacity(number);
		this.values.ensureCapacity(number);
	}

	void add(@Nullable Object parent, Object value) {
		this.parents.add(parent);
		this.values.add(value);
		this.collected += (parent == null) ? 1 : 0;
	}

	int size() {
		return this.values.size();
	}

	int collected() {
		return this.collected;
	}

	/**
	 * Runs the destructors, and makes this batch ready for use again.
	 */
	void destroy(FreeCause cause, Destroyer destroyer) {
		Error failure = null;
		for (int i = 0; i < this.values.size(); i++) {
			Object parent = this.parents.get(i);
			Object value = this.values.get(i);
			try {
				if (value == ShadowTable.IN_PARENT) {
					// It went with its parent, and no destructor needs it
					continue;
				}
				destroyer.destroy(parent, value, (parent != null) ? cause : FreeCause.PARENT_COLLECTED);
			}
			catch (Error ex) {
				// Out of memory, say, to count a failure: the others have their turn.
				failure = ex;
			}
		}
		this.parents.clear();
		this.values.clear();
		this.collected = 0;
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * Runs one destructor, and deals with its failure.
	 */
	interface Destroyer {

		void destroy(@Nullable Object parent, Object value, FreeCause cause);

	}

}
