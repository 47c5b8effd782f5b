package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SegmentTests {

	private final Segment segment = new Segment(new Stripe(), 0, 64);

	@Test
	void locateShouldOfferTheFirstSlotThatWasRemoved() {
		put("a");
		put("b");
		put("c");
		Object last = put("d");
		this.segment.remove(1);
		this.segment.remove(2);
		assertThat(this.segment.live).isEqualTo(2);
		assertThat(this.segment.locate(last, 0)).isEqualTo(3);
		assertThat(this.segment.locate(new Object(), 0)).isEqualTo(~1);
	}

	@Test
	void forEachShouldNotCountWhatHasNoValue() {
		put(null);
		Object parent = put("a");
		put(null);
		List<Object> seen = new ArrayList<>();
		assertThat(this.segment.forEach(1, (attachment, shown, value) -> seen.add(shown))).isZero();
		assertThat(seen).containsExactly(parent);
	}

	/**
	 * Puts a parent behind all others: they have the same hash.
	 */
	private Object put(@Nullable Object value) {
		Object parent = new Object();
		Attachment attachment = new Attachment(parent, null);
		if (value != null) {
			attachment.attach(value);
		}
		this.segment.put(~this.segment.locate(parent, 0), attachment);
		return parent;
	}

}
