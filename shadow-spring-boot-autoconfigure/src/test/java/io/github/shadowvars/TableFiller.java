package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Attaches values to parents in a table without an id.
 */
final class TableFiller {

	private TableFiller() {
	}

	static ShadowTable table() {
		return new ShadowTable(null, false, Limit.NONE);
	}

	/**
	 * Attaches a value and returns it.
	 */
	static Object attach(ShadowTable table, Object parent) {
		Object value = new Parent();
		attach(table, parent, value);
		return value;
	}

	/**
	 * Attaches a value and returns the attachment.
	 */
	static Attachment attach(ShadowTable table, Object parent, Object value) {
		Attachment attachment = new Attachment(parent, null);
		CallbackSlot constructor = Objects.requireNonNull(table.reserve(parent, attachment), "the place is taken");
		if (!table.complete(constructor, attachment, value)) {
			throw new AssertionError("the table is closed");
		}
		return attachment;
	}

	/**
	 * Returns new parents with values.
	 */
	static List<Object> attached(ShadowTable table, int number) {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Object parent = new Parent();
			parents.add(parent);
			attach(table, parent);
		}
		return parents;
	}

}
