package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sweeps, for collected parents and for all.
 */
@Timeout(120)
class SweepTests {

	private static final int DEAD = 200;

	private static final int MANY = 6_000;

	private final ShadowTable table = new ShadowTable();

	@Test
	void removeAllShouldCountTheCollectedAsSuch() {
		Object[] parents = new Object[10];
		for (int i = 0; i < parents.length; i++) {
			parents[i] = new Object();
			Attachment attachment = TableFiller.attach(this.table, parents[i], "a");
			if (i < 3) {
				// As the collector does
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
	void removeCollectedWhenTableTurnsSmallAndLargeMeanwhileShouldFindAll() {
		List<Object> passing = TableFiller.attached(this.table, MANY);
		List<Object> dying = TableFiller.attached(this.table, DEAD);
		List<WeakReference<Object>> dead = dying.stream().map(WeakReference::new).toList();
		dying.clear();
		GarbageCollection.runUntilAllCleared(dead);
		List<Object> others = new ArrayList<>();
		int[] destroyed = new int[1];
		this.table.removeCollected((parent, value, cause) -> {
			if (destroyed[0]++ == DEAD / 2) {
				passing.forEach((one) -> this.table.remove(one, null, FreeCause.FREED, null));
				others.addAll(TableFiller.attached(this.table, MANY));
			}
		});
		assertThat(destroyed[0]).isEqualTo(DEAD);
		assertThat(others).allMatch((parent) -> this.table.get(parent) != null);
	}

}
