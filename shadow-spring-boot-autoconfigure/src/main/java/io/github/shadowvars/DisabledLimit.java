package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Lets nothing be attached.
 */
final class DisabledLimit extends Limit {

	private final String label;

	private final @Nullable String source;

	DisabledLimit(ShadowTable table, String label, @Nullable String source) {
		super(table);
		this.label = label;
		this.source = source;
	}

	@Override
	@Nullable Callback reserve(Object parent, Attachment mine) {
		Closing closing = this.table.closing();
		if (closing != null) {
			throw closing.exception();
		}
		throw new IllegalStateException("Shadow %s cannot be attached to %s because it is disabled; enable it with %s"
			.formatted(this.label, Arguments.describe(parent),
					(this.source != null) ? this.source : "the settings of its registry"));
	}

}
