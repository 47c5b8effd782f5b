package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for freeing the variables of collected parents, and of all parents.
 */
@Timeout(120)
class CollectedParentTests {

	private static final int DEAD = 200;

	private static final int MANY = 6_000;

	private final ShadowTable table = TableFiller.table();

	@Test
	void removeAllShouldCountTheCollectedAsSuch() {
		Object[] parents = new Object[10];
		for (int i = 0; i < parents.length; i++) {
			parents[i] = new Object();
			Attachment attachment = TableFiller.attach(this.table, parents[i], "a");
			if (i < 3) {
				// Like the garbage collector
				attachment.clear();
			}
		}
		List<FreeCause> causes = new ArrayList<>();
		this.table.removeAll(FreeCause.FREED_ALL, (parent, value, cause) -> causes.add(cause));
		long[] totals = this.table.totals();
		assertThat(totals[FreeCause.PARENT_COLLECTED.ordinal()]).isEqualTo(3);
		assertThat(totals[FreeCause.FREED_ALL.ordinal()]).isEqualTo(7);
		assertThat(causes).hasSize(10).filteredOn(FreeCause.PARENT_COLLECTED::equals).hasSize(3);
		assertThat(parents).allMatch((parent) -> this.table.get(parent) == null);
	}

	@Test
	void removeCollectedShouldTakeOutThatOneOnce() {
		List<Object> others = TableFiller.attached(this.table, 100);
		Attachment dead = TableFiller.attach(this.table, new Object(), "a");
		dead.clear();
		List<Object> destroyed = new ArrayList<>();
		Batch.Destroyer destroyer = (parent, value, cause) -> {
			assertThat(parent).isNull();
			assertThat(cause).isEqualTo(FreeCause.PARENT_COLLECTED);
			destroyed.add(value);
		};
		assertThat(this.table.removeCollected(dead, destroyer)).isTrue();
		assertThat(this.table.removeCollected(dead, destroyer)).isFalse();
		assertThat(destroyed).containsExactly("a");
		assertThat(this.table.totals()[FreeCause.PARENT_COLLECTED.ordinal()]).isEqualTo(1);
		assertThat(others).allMatch((parent) -> this.table.get(parent) != null);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, MANY })
	void removeCollectedWhenTheTableWasResizedShouldFindWhatItIsGiven(int number) {
		List<Attachment> dead = new ArrayList<>();
		for (int i = 0; i < DEAD; i++) {
			dead.add(TableFiller.attach(this.table, new Object(), i));
		}
		List<Object> others = TableFiller.attached(this.table, number);
		dead.subList(0, DEAD / 2).forEach((one) -> this.table.removeCollected(one, null));
		others.forEach((one) -> this.table.remove(one, null, FreeCause.FREED, null));
		assertThat(dead.subList(DEAD / 2, DEAD)).allMatch((one) -> this.table.removeCollected(one, null));
		assertThat(this.table.isIdle()).isTrue();
	}

}
