package io.github.shadowvars;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Variables that were taken out of one segment and wait for their destructors.
 */
final class Batch {

	private final ArrayList<@Nullable Object> parents = new ArrayList<>();

	private final ArrayList<Object> values = new ArrayList<>();

	private int collected;

	private @Nullable Callback callback;

	/**
	 * Makes sure that so many can be added.
	 */
	void ensureCapacity(int number) {
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

	Callback begin() {
		this.callback = new Callback();
		return this.callback;
	}

	/**
	 * Runs the destructors, and makes this batch ready for use again.
	 */
	void destroy(FreeCause cause, Destroyer destroyer) {
		try {
			for (int i = 0; i < this.values.size(); i++) {
				Object parent = this.parents.get(i);
				destroyer.destroy(parent, this.values.get(i), (parent != null) ? cause : FreeCause.PARENT_COLLECTED);
			}
		}
		finally {
			if (this.callback != null) {
				this.callback.end();
			}
			this.parents.clear();
			this.values.clear();
			this.collected = 0;
		}
	}

	/**
	 * Runs one destructor, and deals with its failure.
	 */
	interface Destroyer {

		void destroy(@Nullable Object parent, Object value, FreeCause cause);

	}

}
