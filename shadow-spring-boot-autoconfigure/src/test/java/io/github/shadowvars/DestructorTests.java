package io.github.shadowvars;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class DestructorTests {

	private final List<ShadowFailure> failures = new CopyOnWriteArrayList<>();

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler(this.failures::add).build();

	private final ShadowVariable<Object, Object> variable = this.registry.register(
			ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").destructor(this.destroyed).build());

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void freeShouldDestroyBeforeItReturns() {
		Object value = this.variable.alloc(this.parent, (parent) -> new Parent());
		assertThat(this.variable.free(this.parent)).isTrue();
		assertThat(this.destroyed.all()).containsExactly(new DestructionLog.Destruction(
				HostileParent.shown(this.parent), value, FreeCause.FREED, Thread.currentThread()));
	}

	@Test
	void freeWhenAbsentShouldDestroyNothing() {
		assertThat(this.variable.free(this.parent)).isFalse();
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void freeWhenReallocatedShouldDestroyEachValue() {
		for (int i = 0; i < 3; i++) {
			int value = i;
			this.variable.alloc(this.parent, (parent) -> value);
			this.variable.free(this.parent);
		}
		assertThat(this.destroyed.values()).containsExactly(0, 1, 2);
	}

	@Test
	void freeAllShouldDestroyEveryParentsValueWithItsParent() {
		Object other = new Parent();
		this.variable.alloc(this.parent, (parent) -> "a");
		this.variable.alloc(other, (parent) -> "b");
		assertThat(this.variable.freeAll()).isEqualTo(2);
		assertThat(this.destroyed.all()).extracting(DestructionLog.Destruction::parent)
			.containsExactlyInAnyOrder(HostileParent.shown(this.parent), HostileParent.shown(other));
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.FREED_ALL);
	}

	@Test
	void freeAllShouldLeaveOtherIdsUntouched() {
		this.variable.alloc(this.parent, (parent) -> "a");
		this.registry.alloc(this.parent, 2, (parent) -> "b");
		assertThat(this.registry.freeAll(1)).isEqualTo(1);
		assertThat(this.registry.get(this.parent, 2)).isEqualTo("b");
	}

	@Test
	void purgeShouldDestroyEveryValueAndKeepTheIdRegistered() {
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.variable.purge()).isEqualTo(new ShadowPurge(1, 0));
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.PURGED);
		assertThat(this.variable.alloc(this.parent, (parent) -> "b")).isEqualTo("b");
	}

	@Test
	void freeParentShouldDestroyEveryIdInReverseOrderOfRegistration() {
		this.registry.freeAll(1);
		List<Long> order = new ArrayList<>();
		for (long id : new long[] { 30, 10, 20 }) {
			ShadowVariable<Object, Object> other = this.registry.register(ShadowType.builder(Object.class, Object.class)
				.id(id)
				.destructor((parent, value, cause) -> order.add(id))
				.build());
			other.alloc(this.parent, (parent) -> id);
		}
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.registry.freeParent(this.parent)).isEqualTo(4);
		assertThat(order).containsExactly(20L, 10L, 30L);
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_DESTROYED);
	}

	@Test
	void freeParentShouldLeaveOtherParentsUntouched() {
		Object other = new Parent();
		this.variable.alloc(other, (parent) -> "b");
		assertThat(this.registry.freeParent(this.parent)).isZero();
		assertThat(this.variable.get(other)).isEqualTo("b");
	}

	@Test
	void onFreeShouldSeeTheValue() {
		List<String> seen = new ArrayList<>();
		try (ShadowVariable<Object, String> other = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(2).onFree(seen::add).build())) {
			other.alloc(this.parent, (parent) -> "value");
			other.free(this.parent);
		}
		assertThat(seen).containsExactly("value");
	}

	@Test
	void freeWhenGivenADestructorShouldUseItInPlaceOfTheTypes() {
		DestructionLog given = new DestructionLog();
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.registry.free(this.parent, 1, given)).isTrue();
		assertThat(given.causes()).containsExactly(FreeCause.FREED);
		assertThat(given.values()).containsExactly("a");
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void freeAllWhenGivenADestructorShouldUseItInPlaceOfTheTypes() {
		DestructionLog given = new DestructionLog();
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.registry.freeAll(1, given)).isEqualTo(1);
		assertThat(given.causes()).containsExactly(FreeCause.FREED_ALL);
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void freeWhenTheDestructorThrowsShouldCountAndReportAndReturn() {
		IOException failure = new IOException("broken pipe");
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.registry.free(this.parent, 1, (parent, value, cause) -> {
			throw failure;
		})).isTrue();
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.variable.stats().destructorFailures()).isEqualTo(1);
		assertThat(this.failures).singleElement().satisfies((reported) -> {
			assertThat(reported.exception()).isSameAs(failure);
			assertThat(reported.cause()).isEqualTo(FreeCause.FREED);
			assertThat(reported.variable().id()).isEqualTo(1);
			assertThat(reported.parent()).isEqualTo(HostileParent.shown(this.parent));
		});
	}

	@Test
	void freeWhenTheDestructorThrowsAnErrorShouldReportItToo() {
		AssertionError failure = new AssertionError("bad");
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThat(this.registry.free(this.parent, 1, (parent, value, cause) -> {
			throw failure;
		})).isTrue();
		assertThat(this.failures).extracting(ShadowFailure::exception).containsExactly(failure);
	}

	@Test
	void freeAllWhenDestructorsThrowShouldRunTheRemainingOnes() {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			int value = i;
			Object next = new Parent();
			parents.add(next);
			this.variable.alloc(next, (parent) -> value);
		}
		List<Object> seen = new ArrayList<>();
		assertThat(this.registry.freeAll(1, (parent, value, cause) -> {
			seen.add(value);
			throw new IllegalStateException("broken");
		})).isEqualTo(100);
		assertThat(seen).hasSize(100).doesNotHaveDuplicates();
		assertThat(this.failures).hasSize(100);
		assertThat(parents).noneMatch(this.variable::has);
	}

	@Test
	void purgeWhenDestructorsThrowShouldTellHowMany() {
		ShadowVariable<Object, Object> broken = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(2).destructor((parent, value, cause) -> {
				throw new IllegalStateException("broken");
			}).build());
		broken.alloc(this.parent, (parent) -> "a");
		assertThat(broken.purge()).isEqualTo(new ShadowPurge(1, 1));
		assertThat(broken.stats().freed()).isEqualTo(Map.of(FreeCause.PURGED, 1L));
	}

	@Test
	void freeWhenTheFailureHandlerThrowsShouldDropThat() {
		try (ShadowRegistry other = ShadowRegistry.builder().failureHandler((failure) -> {
			throw new IllegalStateException("broken handler");
		}).build()) {
			other.alloc(this.parent, 1, (parent) -> "a");
			assertThat(other.free(this.parent, 1, (parent, value, cause) -> {
				throw new IllegalStateException("broken");
			})).isTrue();
		}
	}

	@Test
	void freeWhenThereIsNoFailureHandlerShouldTellTheThreadsUncaughtExceptionHandler() throws Exception {
		IllegalStateException failure = new IllegalStateException("broken");
		AtomicReference<Throwable> uncaught = new AtomicReference<>();
		try (ShadowRegistry other = ShadowRegistry.create()) {
			Race.Running<Boolean> running = Race.start((task) -> {
				Thread thread = Race.daemon(task);
				thread.setUncaughtExceptionHandler((where, ex) -> uncaught.set(ex));
				return thread;
			}, () -> {
				other.alloc(this.parent, 1, (parent) -> "a");
				return other.free(this.parent, 1, (parent, value, cause) -> {
					throw failure;
				});
			});
			assertThat(running.result()).isTrue();
		}
		assertThat(uncaught.get()).isNotNull()
			.satisfies((ex) -> assertThat(ex == failure || ex.getCause() == failure).isTrue());
	}

}
