package io.github.shadowvars;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A table whose segments split early, so that its directory doubles many times and they
 * stand in it at different depths.
 */
@Timeout(120)
class TableResizeTests {

	private static final int MANY = 3_000;

	private final ShadowTable table = TableFiller.table();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2 })
	void randomOperationsShouldAgreeWithAMap(long seed) {
		Random random = new Random(seed);
		IdentityHashMap<Object, Object> model = new IdentityHashMap<>();
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 2 * MANY; i++) {
			if (random.nextInt(3) > 0 || parents.isEmpty()) {
				Object parent = new Parent();
				parents.add(parent);
				model.put(parent, TableFiller.attach(this.table, parent));
			}
			else {
				Object parent = parents.get(random.nextInt(parents.size()));
				assertThat(removed(parent)).isSameAs(model.remove(parent));
			}
		}
		assertThat(parents).allMatch((parent) -> this.table.get(parent) == model.get(parent));
		assertThat(visited()).isEqualTo(model);
		assertThat(destroyed()).isEqualTo(model);
		assertThat(visited()).isEmpty();
	}

	@Test
	void getShouldFindWhatStaysWhileTheTableGrows() throws Exception {
		List<Object> staying = TableFiller.attached(this.table, 1_000);
		AtomicBoolean done = new AtomicBoolean();
		Race.Running<Long> reader = Race.start(() -> {
			long found = 0;
			while (!done.get()) {
				for (Object parent : staying) {
					if (this.table.get(parent) == null) {
						throw new AssertionError("a variable was not found while the table grew");
					}
					found++;
				}
			}
			return found;
		});
		List<Object> others = TableFiller.attached(this.table, 10 * MANY);
		done.set(true);
		assertThat(reader.result()).isPositive();
		assertThat(others).allMatch((parent) -> this.table.get(parent) != null);
	}

	@Test
	void getShouldMoveTheBinThatItReads() {
		// Not woven in any run: a look-up of those does not read the table
		List<Object> parents = new ArrayList<>(Stream.generate(Object::new).limit(MANY).toList());
		parents.forEach((parent) -> TableFiller.attach(this.table, parent));
		int bins = this.table.bins.length;
		while (this.table.bins.length == bins) {
			Object parent = new Object();
			parents.add(parent);
			TableFiller.attach(this.table, parent);
		}
		assertThat(parents).anyMatch((parent) -> first(parent) == null);
		assertThat(parents).allMatch((parent) -> this.table.get(parent) != null);
		assertThat(parents).noneMatch((parent) -> first(parent) == null);
	}

	private @Nullable Attachment first(Object parent) {
		return this.table.bins[Hash.bin(Hash.of(parent), this.table.bins.length)];
	}

	@Test
	void removeAllShouldDestroyOnceWhatWasThereWhileTheTableGrows() throws Exception {
		List<Object> before = TableFiller.attached(this.table, MANY);
		Race.Running<List<Object>> writer = Race.start(() -> TableFiller.attached(this.table, 10 * MANY));
		Queue<Object> destroyed = new ConcurrentLinkedQueue<>();
		this.table.removeAll(FreeCause.FREED_ALL, (parent, value, cause) -> destroyed.add(value));
		List<Object> meanwhile = writer.result();
		assertThat(before).allMatch((parent) -> this.table.get(parent) == null);
		this.table.removeAll(FreeCause.FREED_ALL, (parent, value, cause) -> destroyed.add(value));
		assertThat(meanwhile).allMatch((parent) -> this.table.get(parent) == null);
		assertThat(destroyed).hasSize(before.size() + meanwhile.size()).doesNotHaveDuplicates();
	}

	private @Nullable Object removed(Object parent) {
		AtomicReference<Object> removed = new AtomicReference<>();
		boolean found = this.table.remove(parent, null, FreeCause.FREED, (same, value, cause) -> removed.set(value));
		assertThat(found).isEqualTo(removed.get() != null);
		return removed.get();
	}

	private IdentityHashMap<Object, Object> visited() {
		IdentityHashMap<Object, Object> visited = new IdentityHashMap<>();
		this.table.forEach(Long.MAX_VALUE, (attachment, parent, value) -> putOnce(visited, parent, value));
		return visited;
	}

	private IdentityHashMap<Object, Object> destroyed() {
		IdentityHashMap<Object, Object> destroyed = new IdentityHashMap<>();
		this.table.removeAll(FreeCause.FREED_ALL,
				(parent, value, cause) -> putOnce(destroyed, Objects.requireNonNull(parent), value));
		return destroyed;
	}

	private static void putOnce(IdentityHashMap<Object, Object> map, Object parent, Object value) {
		assertThat(map.put(parent, value)).as("what was there already for %s", parent).isNull();
	}

}
