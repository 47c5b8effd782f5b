package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class CollectionTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final List<ShadowFailure> failures = new CopyOnWriteArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler(this.failures::add).build();

	private final ShadowVariable<Object, Object> variable = this.registry.register(
			ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").destructor(this.destroyed).build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void collectedParentsShouldBeFreedWithoutFurtherTraffic() {
		allocGarbage(this.variable, 1_000);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(1_000));
		assertThat(this.destroyed.values()).doesNotHaveDuplicates();
		assertThat(this.destroyed.all()).allMatch((destruction) -> destruction.parent() == null)
			.allMatch((destruction) -> destruction.cause() == FreeCause.PARENT_COLLECTED);
		assertThat(this.variable.count()).isZero();
		assertThat(this.variable.stats().freed()).containsOnlyKeys(FreeCause.PARENT_COLLECTED);
	}

	@Test
	void aSingleCollectedParentShouldBeFreedAmongLiveOnes() {
		List<Object> live = allocLive(10_000);
		allocGarbage(this.variable, 1);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(1));
		assertThat(this.variable.count()).isEqualTo(10_000);
		assertThat(live).allMatch(this.variable::has);
	}

	@Test
	void collectedParentsShouldBeFreedAgainAndAgain() {
		for (int round = 1; round <= 10; round++) {
			int expected = round * 10;
			allocGarbage(this.variable, 10);
			GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(expected));
		}
	}

	@Test
	void collectedParentsOfManyIdsShouldBeFreedWhileTheirCountsChange() throws Exception {
		int ids = 500;
		for (int id = 100; id < 100 + ids; id++) {
			this.registry.register(ShadowType.builder(Object.class, Object.class).id(id).build());
		}
		AtomicBoolean stop = new AtomicBoolean();
		Thread churn = new Thread(() -> {
			SplittableRandom random = new SplittableRandom(7);
			List<Object> parents = Stream.generate(Object::new).limit(300).toList();
			while (!stop.get()) {
				Object parent = parents.get(random.nextInt(parents.size()));
				long id = 100L + random.nextInt(ids);
				if (!this.registry.free(parent, id)) {
					this.registry.getOrAlloc(parent, id, (same) -> "churn");
				}
			}
		});
		churn.start();
		try {
			for (int round = 1; round <= 30; round++) {
				int expected = round;
				allocGarbage(this.variable, 1);
				GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(expected));
			}
		}
		finally {
			stop.set(true);
			churn.join();
		}
	}

	@Test
	void collectedParentShouldBeFreedOfAllItsIds() {
		DestructionLog others = new DestructionLog();
		ShadowVariable<Object, Object> other = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor(others).build());
		allocGarbageOnBoth(other);
		GarbageCollection.runUntil(() -> {
			assertThat(this.destroyed.values()).containsExactly("one");
			assertThat(others.values()).containsExactly("two");
		});
	}

	@Test
	void destructorsShouldRunOnOneDaemonThreadOfTheRegistry() {
		allocGarbage(this.variable, 100);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(100));
		allocGarbage(this.variable, 100);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(200));
		assertThat(reapers()).singleElement().satisfies((reaper) -> {
			assertThat(reaper.isDaemon()).isTrue();
			assertThat(reaper.getName()).containsIgnoringCase("shadow");
			assertThat(reaper).isNotSameAs(Thread.currentThread());
		});
	}

	@Test
	void destructorsShouldNeverRunOnTheThreadsThatUseTheRegistry() throws Exception {
		CountDownLatch reaping = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		ShadowVariable<Object, Object> blocking = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor((parent, value, cause) -> {
				reaping.countDown();
				proceed.await();
			}).build());
		allocGarbage(blocking, 1);
		GarbageCollection.runUntil(() -> assertThat(reaping.getCount()).isZero());
		allocGarbage(this.variable, 1_000);
		GarbageCollection.run();
		List<Object> live = allocLive(20_000);
		live.forEach(this.variable::free);
		assertThat(this.destroyed.causes()).hasSize(20_000).containsOnly(FreeCause.FREED);
		proceed.countDown();
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(21_000));
		assertThat(reapers()).doesNotContain(Thread.currentThread()).hasSize(1);
	}

	@Test
	void destructorThatThrowsShouldBeReportedAndNotEndTheReaper() {
		ShadowVariable<Object, Object> broken = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor((parent, value, cause) -> {
				throw new AssertionError("broken");
			}).build());
		allocGarbage(broken, 10);
		GarbageCollection.runUntil(() -> assertThat(this.failures).hasSize(10));
		assertThat(this.failures).allSatisfy((failure) -> {
			assertThat(failure.cause()).isEqualTo(FreeCause.PARENT_COLLECTED);
			assertThat(failure.parent()).isEqualTo("a collected parent");
			assertThat(failure.exception()).hasMessage("broken");
		});
		assertThat(broken.stats().destructorFailures()).isEqualTo(10);
		allocGarbage(this.variable, 10);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(10));
	}

	@Test
	@SuppressWarnings("Interruption")
	void interruptOfTheReaperShouldNotEndIt() {
		allocGarbage(this.variable, 1);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(1));
		reapers().forEach(Thread::interrupt);
		allocGarbage(this.variable, 1);
		GarbageCollection.runUntil(() -> assertThat(this.destroyed.all()).hasSize(2));
	}

	@Test
	void destructorOnTheReaperShouldBeAbleToUseTheRegistry() {
		Object live = new Parent();
		ShadowVariable<Object, Object> reentrant = this.registry.register(ShadowType.builder(Object.class, Object.class)
			.id(2)
			.destructor((parent, value, cause) -> this.variable.alloc(live, (same) -> value))
			.build());
		allocGarbage(reentrant, 1);
		GarbageCollection.runUntil(() -> assertThat(this.variable.has(live)).isTrue());
	}

	@Test
	void freeShouldReleaseTheValue() {
		Object parent = new Parent();
		WeakReference<Object> value = allocUnlogged(parent);
		assertThat(this.registry.free(parent, 2)).isTrue();
		GarbageCollection.runUntilCleared(value);
		assertThat(this.registry.get(parent, 2)).isNull();
	}

	@Test
	void collectionShouldReleaseTheValue() {
		GarbageCollection.runUntilCleared(allocUnlogged(new Parent()));
	}

	@Test
	void getShouldFindTheValueWhileOnlyTheRegistryHoldsIt() {
		Object parent = new Parent();
		WeakReference<Object> value = allocUnlogged(parent);
		GarbageCollection.run();
		assertThat(value.refersTo(Objects.requireNonNull(this.registry.get(parent, 2)))).isTrue();
	}

	@Test
	void variableShouldNotKeepItsParentAlive() {
		GarbageCollection.runUntilCleared(allocGarbage(this.variable, 1).get(0));
	}

	private Set<Thread> reapers() {
		Set<Thread> reapers = new HashSet<>();
		this.destroyed.all()
			.stream()
			.filter((destruction) -> destruction.cause() == FreeCause.PARENT_COLLECTED)
			.forEach((destruction) -> reapers.add(destruction.thread()));
		return reapers;
	}

	private WeakReference<Object> allocUnlogged(Object parent) {
		return new WeakReference<>(this.registry.alloc(parent, 2, (same) -> new Parent()));
	}

	private void allocGarbageOnBoth(ShadowVariable<Object, Object> other) {
		Object parent = new Parent();
		this.variable.alloc(parent, (same) -> "one");
		other.alloc(parent, (same) -> "two");
	}

	private List<Object> allocLive(int count) {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Object parent = new Parent();
			parents.add(parent);
			this.variable.alloc(parent, (same) -> "live");
		}
		return parents;
	}

	private static List<WeakReference<Object>> allocGarbage(ShadowVariable<Object, Object> variable, int count) {
		List<WeakReference<Object>> parents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Object parent = new Parent();
			parents.add(new WeakReference<>(parent));
			String value = variable.stats().allocated() + " and " + i;
			variable.alloc(parent, (same) -> value);
		}
		return parents;
	}

}
