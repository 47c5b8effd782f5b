package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

/**
 * Attaches values to parents in a table, without an id around it.
 */
final class TableFiller {

	private TableFiller() {
	}

	/**
	 * Returns the value that it attached.
	 */
	static Object attach(ShadowTable table, Object parent) {
		Callback constructor = new Callback();
		Object value = new Object();
		if (table.reserve(parent, constructor) != constructor || !table.complete(constructor, value)) {
			throw new AssertionError("the place was taken");
		}
		return value;
	}

	/**
	 * Returns so many new parents that have values.
	 */
	static List<Object> attached(ShadowTable table, int number) {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Object parent = new Object();
			parents.add(parent);
			attach(table, parent);
		}
		return parents;
	}

}
