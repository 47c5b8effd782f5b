package io.github.shadowvars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each thread uses its own parents. Its variables must behave like a map, regardless of
 * the other threads.
 */
@Timeout(120)
class ConcurrentModelTests {

	private static final int OWNERS = 4;

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Owned> variable = this.registry
		.register(ShadowType.builder(Object.class, Owned.class).id(1).build());

	/**
	 * Keeps the parents alive until the counts are compared.
	 */
	private final Queue<IdentityHashMap<Object, Owned>> models = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean done = new AtomicBoolean();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void ownersOfDisjointParentsShouldEachAgreeWithAMap() throws Exception {
		Race.Running<Long> observer = Race.start(this::observe);
		Race.Running<Long> bystander = Race.start(this::useAnotherId);
		List<Integer> left = Race.run(OWNERS, (owner) -> own(owner, 150_000, 5_000));
		this.done.set(true);
		assertThat(observer.result()).isPositive();
		assertThat(bystander.result()).isPositive();
		assertThat(this.variable.count()).isEqualTo(left.stream().mapToInt(Integer::intValue).sum());
	}

	@Test
	void ownersShouldEachAgreeWithAMapWhileTheTableGrowsAndShrinksTogether() throws Exception {
		Race.Running<Long> observer = Race.start(this::observe);
		for (int round = 0; round < 3; round++) {
			Race.run(OWNERS, (owner) -> growAndShrink(owner, 30_000));
			assertThat(this.variable.count()).isZero();
		}
		this.done.set(true);
		assertThat(observer.result()).isPositive();
	}

	/**
	 * The table alternates between small and large many times, because the moments of the
	 * change are short.
	 */
	@Test
	void getWhenTableTurnsLargeAndSmallAgainShouldFindWhatStays() throws Exception {
		Object[] staying = parents(100);
		for (Object parent : staying) {
			this.variable.alloc(parent, (same) -> new Owned(0, 0));
		}
		Race.Running<Long> reader = Race.start(() -> {
			long found = 0;
			while (!this.done.get()) {
				for (Object parent : staying) {
					check(this.variable.has(parent), "a variable was not found while the table was replaced");
					found++;
				}
			}
			return found;
		});
		turnLargeAndSmall();
		assertThat(reader.result()).isPositive();
		assertThat(this.variable.count()).isEqualTo(staying.length);
	}

	@Test
	void anOwnerShouldFindWhatItAttachedWhileTheTableTurnsLargeAndSmall() throws Exception {
		Race.Running<Long> owner = Race.start(() -> {
			long attached = 0;
			while (!this.done.get()) {
				attached += growAndShrink(0, 50);
			}
			return attached;
		});
		turnLargeAndSmall();
		assertThat(owner.result()).isPositive();
		assertThat(this.variable.count()).isZero();
	}

	private void turnLargeAndSmall() {
		Object[] passing = parents(ShadowTable.MANY_BINS);
		for (int round = 0; round < 300; round++) {
			for (Object parent : passing) {
				this.variable.alloc(parent, (same) -> new Owned(1, 0));
			}
			for (Object parent : passing) {
				this.variable.free(parent);
			}
		}
		this.done.set(true);
	}

	private static Object[] parents(int number) {
		Object[] parents = new Object[number];
		Arrays.setAll(parents, (i) -> new Parent());
		return parents;
	}

	private int own(int owner, int operations, int count) {
		Random random = new Random(owner);
		Object[] parents = new Object[count];
		IdentityHashMap<Object, Owned> model = new IdentityHashMap<>();
		for (int i = 0; i < operations; i++) {
			int index = random.nextInt(count);
			Object parent = parents[index];
			if (parent == null || random.nextInt(50) == 0) {
				if (parent != null && model.remove(parent) != null) {
					check(this.variable.free(parent), "free found nothing");
				}
				parents[index] = new Parent();
				continue;
			}
			Owned expected = model.get(parent);
			check(this.variable.get(parent) == expected, "get disagrees");
			switch (random.nextInt(3)) {
				case 0 -> {
					Owned value = new Owned(owner, index);
					Owned found = this.variable.getOrAlloc(parent, (same) -> value);
					check(found == ((expected != null) ? expected : value), "getOrAlloc disagrees");
					model.put(parent, found);
				}
				case 1 -> {
					check(this.variable.free(parent) == (expected != null), "free disagrees");
					model.remove(parent);
				}
				default -> check(this.variable.has(parent) == (expected != null), "has disagrees");
			}
		}
		model.forEach((parent, value) -> check(this.variable.get(parent) == value, "the end disagrees"));
		this.models.add(model);
		return model.size();
	}

	private int growAndShrink(int owner, int count) {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Object parent = new Parent();
			Owned value = new Owned(owner, i);
			parents.add(parent);
			check(this.variable.alloc(parent, (same) -> value) == value, "alloc disagrees");
		}
		for (int i = 0; i < count; i++) {
			Owned value = Objects.requireNonNull(this.variable.get(parents.get(i)));
			check(value.owner == owner && value.index == i, "get disagrees");
		}
		parents.forEach((parent) -> check(this.variable.free(parent), "free found nothing"));
		parents.forEach((parent) -> check(!this.variable.has(parent), "a freed variable is back"));
		return count;
	}

	private long observe() {
		long rounds = 0;
		while (!this.done.get()) {
			IdentityHashMap<Owned, Object> seen = new IdentityHashMap<>();
			this.variable.forEach((parent, value) -> {
				check(parent != null && value != null, "forEach shows a null");
				check(value.owner >= 0 && value.owner < OWNERS, "forEach shows a stranger");
				check(seen.put(value, parent) == null, "forEach shows a variable twice");
			});
			check(this.variable.count() >= 0, "the count is negative");
			ShadowStats stats = this.variable.stats();
			check(stats.live() >= 0 && stats.allocated() >= 0, "a count is negative");
			rounds++;
		}
		return rounds;
	}

	private long useAnotherId() {
		long rounds = 0;
		while (!this.done.get()) {
			List<Object> parents = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				Object parent = new Parent();
				parents.add(parent);
				this.registry.alloc(parent, 2, (same) -> "other");
			}
			check(this.registry.freeAll(2) == parents.size(), "freeAll missed some");
			check(parents.stream().allMatch((parent) -> this.registry.get(parent, 2) == null), "freeAll left some");
			rounds++;
		}
		return rounds;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

	/**
	 * Compared by identity, like a value.
	 */
	static final class Owned {

		private final int owner;

		private final int index;

		Owned(int owner, int index) {
			this.owner = owner;
			this.index = index;
		}

	}

}
