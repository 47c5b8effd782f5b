package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a table without an id.
 */
@Timeout(60)
class ShadowTableTests {

	private final ShadowTable table = TableFiller.table();

	private final Object parent = new Parent();

	@ParameterizedTest
	@EnumSource
	void isIdleShouldBeFalseAsLongAsThereIsAnAttachment(FreeCause cause) {
		assertThat(this.table.isIdle()).isTrue();
		Object other = new Parent();
		TableFiller.attach(this.table, this.parent, "a");
		TableFiller.attach(this.table, other, "b");
		this.table.remove(this.parent, null, cause, null);
		assertThat(this.table.isIdle()).isFalse();
		this.table.remove(other, null, cause, null);
		assertThat(this.table.isIdle()).isTrue();
	}

	@Test
	void isIdleShouldBeFalseAsLongAsACallbackRuns() {
		TableFiller.attach(this.table, this.parent, "a");
		List<Boolean> idle = new ArrayList<>();
		this.table.remove(this.parent, null, FreeCause.FREED, (same, value, cause) -> idle.add(this.table.isIdle()));
		assertThat(idle).containsExactly(false);
		assertThat(this.table.isIdle()).isTrue();
	}

	@Test
	void whatIsFreedShouldLoseItsValueForThoseWhoStillFindIt() {
		Object one = new Parent();
		Object other = new Parent();
		Attachment removed = TableFiller.attach(this.table, one, "a");
		Attachment swept = TableFiller.attach(this.table, other, "b");
		this.table.remove(one, null, FreeCause.FREED, null);
		assertThat(removed.value()).isNull();
		assertThat(swept.value()).isEqualTo("b");
		this.table.removeAll(FreeCause.FREED_ALL, (parent, value, cause) -> {
		});
		assertThat(swept.value()).isNull();
		assertThat(this.table.get(other)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 1_000, 100_000 })
	void binsShouldGrowOnceThreeQuartersAreFullAndNoSooner(int number) {
		TableFiller.attached(this.table, number);
		assertThat(this.table.bins.length).isBetween(number * 4 / 3, number * 8 / 3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000, 100_000 })
	void binsShouldBecomeFewerWhenTheTableIsAlmostEmptyAndNoSooner(int number) {
		List<Object> parents = TableFiller.attached(this.table, number);
		int bins = this.table.bins.length;
		int few = bins / 16;
		remove(parents.subList(few + 1, parents.size()));
		assertThat(this.table.bins).hasSize(bins);
		remove(parents.subList(few / 4, few + 1));
		assertThat(this.table.bins).hasSizeLessThanOrEqualTo(bins / 2);
		assertThat(parents.subList(0, few / 4)).allMatch((one) -> this.table.get(one) != null);
	}

	@Test
	void aTableThatHasBecomeEmptyShouldBeSmallAgain() {
		remove(TableFiller.attached(this.table, 20_000));
		assertSmall();
		TableFiller.attached(this.table, 20_000);
		assertThat(this.table.stripes).hasSize(ShadowTable.STRIPES);
		this.table.removeAll(FreeCause.FREED_ALL, (one, value, cause) -> {
		});
		assertSmall();
	}

	private void assertSmall() {
		assertThat(this.table.stripes).hasSize(1);
		assertThat(this.table.bins).hasSize(ShadowTable.MIN_BINS);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 20_000 })
	void removeAllShouldKeepThePlacesOfConstructorsWhileTheTableShrinks(int number) {
		List<Object> parents = TableFiller.attached(this.table, number);
		List<Object> constructed = new ArrayList<>();
		List<Attachment> attachments = new ArrayList<>();
		List<CallbackSlot> constructors = new ArrayList<>();
		for (int i = 0; i < number / 50; i++) {
			Object one = new Parent();
			Attachment attachment = new Attachment(one, null);
			constructed.add(one);
			attachments.add(attachment);
			constructors.add(Objects.requireNonNull(this.table.reserve(one, attachment)));
		}
		this.table.removeAll(FreeCause.FREED_ALL, (one, value, cause) -> {
		});
		assertThat(this.table.stripes).hasSize(1);
		assertThat(this.table.bins).hasSizeLessThan(number);
		assertThat(parents).allMatch((one) -> this.table.get(one) == null);
		assertThat(constructed).allMatch((one) -> this.table.reserve(one, new Attachment(one, null)) == null);
		for (int i = 0; i < constructed.size(); i++) {
			this.table.complete(constructors.get(i), attachments.get(i), "late");
		}
		assertThat(constructed).allMatch((one) -> "late".equals(this.table.get(one)));
		assertThat(this.table.totals()[FreeCause.FREED_ALL.ordinal()]).isEqualTo(number);
		assertThat(this.table.totals()[Stripe.CAUSES]).isEqualTo(constructed.size());
	}

	private void remove(List<Object> parents) {
		parents.forEach((one) -> this.table.remove(one, null, FreeCause.FREED, null));
	}

}
