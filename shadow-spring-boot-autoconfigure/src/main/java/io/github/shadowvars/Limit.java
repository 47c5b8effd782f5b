package io.github.shadowvars;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Stands between an id and its table, and by itself restricts nothing. Its subclasses
 * restrict what may be attached as the settings say. How many variables live is not
 * counted here, so that no way of freeing them has to tell: the table is asked, and only
 * when as many have come as it had room for when it was asked last. Under a lock none
 * come, and those that go meanwhile only make room.
 */
class Limit {

	final ShadowTable table;

	Limit(ShadowTable table) {
		this.table = table;
	}

	/**
	 * Returns what the settings ask for.
	 * @param live counts the variables, without those of running constructors
	 * @param onCrossing told when the limit is crossed
	 */
	static Limit of(ShadowSettings settings, ShadowTable table, String label, LongSupplier live, Runnable onCrossing) {
		if (!settings.enabled()) {
			return new DisabledLimit(table, label, settings.source());
		}
		if (settings.maxLive() == Long.MAX_VALUE) {
			return new Limit(table);
		}
		return switch (settings.onLimit()) {
			case WARN -> new WarningLimit(table, settings.maxLive(), live, onCrossing);
			case REJECT -> new RejectingLimit(table, settings, label, live);
		};
	}

	/**
	 * Does what {@link ShadowTable#reserve} does, if another may come.
	 */
	@Nullable Callback reserve(Object parent, Attachment mine) {
		return this.table.reserve(parent, mine);
	}

	/**
	 * Returns how many calls were refused because of the limit.
	 */
	long rejections() {
		return 0;
	}

	/**
	 * Does what {@link ShadowTable#complete} does.
	 */
	boolean complete(Callback constructor, Attachment mine, Object value) {
		return this.table.complete(constructor, mine, value);
	}

	/**
	 * Does what {@link ShadowTable#abandon} does.
	 */
	void abandon(Object parent, Callback constructor) {
		this.table.abandon(parent, constructor);
	}

	/**
	 * Does what {@link ShadowTable#discard} does.
	 */
	void discard(Object parent, Callback constructor, FreeCause cause) {
		this.table.discard(parent, constructor, cause);
	}

}
