package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the report of a destructor that blocks the reaper.
 */
@Timeout(60)
class WatchTests {

	private final List<ShadowFailure> failures = new CopyOnWriteArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.builder()
		.failureHandler(this.failures::add)
		.closeTimeout(Duration.ofMillis(100))
		.build();

	private final SlowCallback slow = new SlowCallback("slow");

	private final ShadowVariable<Object, Object> variable = this.registry.register(
			ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").onFree(this.slow::apply).build());

	@AfterEach
	void close() {
		this.slow.proceed();
		this.registry.close();
	}

	@Test
	void destructorThatIsStuckShouldBeReportedOnceWithItsStack() {
		stick();
		Awaitility.await().atMost(Race.DEADLINE).until(() -> !this.failures.isEmpty());
		assertThat(this.failures).singleElement().satisfies((failure) -> {
			assertThat(failure.variable().id()).isEqualTo(1);
			assertThat(failure.parent()).isEqualTo("a collected parent");
			assertThat(failure.cause()).isEqualTo(FreeCause.PARENT_COLLECTED);
			assertThat(failure.exception()).isInstanceOf(TimeoutException.class)
				.hasMessageStartingWith("The destructor of shadow 0x1 (ps-lock) has been running for PT1")
				.hasMessageContaining("on thread shadow-reaper")
				.hasMessageEndingWith("make it return sooner, or run destructors elsewhere with destructorExecutor");
			assertThat(failure.exception().getStackTrace())
				.anyMatch((frame) -> frame.getClassName().equals(SlowCallback.class.getName()));
			assertThat(failure.message()).isEqualTo(failure.exception().getMessage());
		});
		Duration reported = this.registry.busy();
		assertThat(reported).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
		Awaitility.await()
			.atMost(Race.DEADLINE)
			.until(() -> this.registry.busy().compareTo(reported.plusSeconds(2)) > 0);
		assertThat(this.failures).hasSize(1);
		assertThat(this.variable.stats().destructorFailures()).isZero();
	}

	@Test
	void backlogShouldCountWhatWaitsForTheDestructorThatRuns() {
		stick();
		assertThat(this.registry.busy()).isPositive();
		allocGarbage(10);
		GarbageCollection.runUntil(() -> assertThat(this.registry.backlog()).isGreaterThanOrEqualTo(10));
		assertThat(this.variable.count()).isGreaterThanOrEqualTo(10);
		this.slow.proceed();
		Awaitility.await().atMost(Race.DEADLINE).untilAsserted(() -> {
			assertThat(this.variable.count()).isZero();
			assertThat(this.registry.backlog()).isZero();
			assertThat(this.registry.busy()).isZero();
		});
	}

	@Test
	void watchShouldEndSoonAfterTheLastDestructor() {
		this.slow.proceed();
		stick();
		Awaitility.await().atMost(Race.DEADLINE).until(() -> watches().isEmpty());
		allocGarbage(1);
		GarbageCollection.runUntil(() -> assertThat(watches()).hasSize(1));
	}

	@Test
	void closeShouldEndTheWatchThoughADestructorIsStuck() {
		stick();
		List<Thread> watches = watches();
		assertThat(watches).singleElement().matches(Thread::isDaemon);
		this.registry.close();
		assertThat(watches).noneMatch(Thread::isAlive);
	}

	private void stick() {
		allocGarbage(1);
		GarbageCollection.runUntil(() -> assertThat(this.slow.wasCalled()).isTrue());
	}

	private void allocGarbage(int count) {
		for (int i = 0; i < count; i++) {
			this.variable.alloc(new Parent(), (parent) -> new ArrayList<>());
		}
	}

	private static List<Thread> watches() {
		Thread[] threads = new Thread[1_000];
		ThreadGroup root = Thread.currentThread().getThreadGroup();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		int count = root.enumerate(threads);
		return Stream.of(threads).limit(count).filter((thread) -> thread.getName().equals("shadow-watch")).toList();
	}

}
