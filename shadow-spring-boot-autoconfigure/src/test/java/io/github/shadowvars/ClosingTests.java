package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ClosingTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final List<ShadowFailure> failures = new ArrayList<>();

	private final Set<Thread> before = Thread.getAllStackTraces().keySet();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler(this.failures::add).build();

	private final ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
		.id(1)
		.name("ps-lock")
		.destructor(this.destroyed)
		.build();

	private final ShadowVariable<Object, Object> variable = this.registry.register(this.type);

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void closeShouldDestroyEveryValueWithItsParent() {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			Object next = new Parent();
			parents.add(next);
			this.variable.alloc(next, (same) -> new Parent());
		}
		this.registry.close();
		assertThat(this.destroyed.values()).hasSize(1_000).doesNotHaveDuplicates();
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.CLOSED);
		assertThat(this.destroyed.all()).extracting(DestructionLog.Destruction::parent)
			.containsExactlyInAnyOrderElementsOf(parents.stream().map(HostileParent::shown).toList());
	}

	@Test
	void closeShouldRefuseNewWork() {
		this.registry.close();
		assertThat(this.registry.isClosed()).isTrue();
		assertRefused(() -> this.variable.alloc(this.parent, (same) -> "a"));
		assertRefused(() -> this.variable.getOrAlloc(this.parent, (same) -> "a"));
		assertRefused(() -> this.registry.alloc(this.parent, 1, (same) -> "a"));
		assertRefused(() -> this.registry.alloc(this.parent, 2, (same) -> "a"));
		assertRefused(() -> this.registry.getOrAlloc(this.parent, 2, (same) -> "a"));
		assertRefused(() -> this.registry.register(this.type));
	}

	@Test
	void closeShouldAnswerThatNothingIsThere() {
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.variable.free(this.parent)).isFalse();
		assertThat(this.variable.freeAll()).isZero();
		assertThat(this.variable.purge()).isEqualTo(new ShadowPurge(0, 0));
		assertThat(this.variable.count()).isZero();
		assertThat(this.registry.find(1)).isNull();
		assertThat(this.registry.find("ps-lock")).isNull();
		assertThat(this.registry.get(this.parent, 1)).isNull();
		assertThat(this.registry.free(this.parent, 1)).isFalse();
		assertThat(this.registry.freeAll(1)).isZero();
		assertThat(this.registry.freeParent(this.parent)).isZero();
		this.variable.forEach((parent, value) -> {
			throw new AssertionError("Something is left");
		});
	}

	@Test
	void isClosedShouldBeFalseBefore() {
		assertThat(this.registry.isClosed()).isFalse();
	}

	@Test
	void closeTwiceShouldDestroyOnce() {
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		this.registry.close();
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.CLOSED);
	}

	@Test
	void closeOfAHandleAfterwardsShouldHaveNoEffect() {
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		this.variable.close();
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.CLOSED);
	}

	@Test
	void closeShouldFreeInReverseOrderOfRegistration() {
		List<Long> order = new ArrayList<>();
		for (long id : new long[] { 5, -1, 2, 9 }) {
			register(id, (parent, value, cause) -> order.add(id)).alloc(this.parent, (same) -> id);
		}
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		assertThat(order).containsExactly(9L, 2L, -1L, 5L);
	}

	@Test
	void closeShouldFreeAllOfAnIdBeforeTheNext() {
		List<Long> order = new ArrayList<>();
		List<Object> parents = List.of(new Parent(), new Parent(), new Parent());
		for (long id : new long[] { 2, 3 }) {
			ShadowVariable<Object, Object> next = register(id, (parent, value, cause) -> order.add(id));
			parents.forEach((parent) -> next.alloc(parent, (same) -> id));
		}
		this.registry.close();
		assertThat(order).containsExactly(3L, 3L, 3L, 2L, 2L, 2L);
	}

	@Test
	void closeShouldLetADestructorFindWhatWasRegisteredBefore() {
		List<Object> found = new ArrayList<>();
		this.variable.alloc(this.parent, (same) -> "needed");
		register(2, (parent, value, cause) -> found.add(String.valueOf(this.variable.get(this.parent))))
			.alloc(this.parent, (same) -> "b");
		this.registry.close();
		assertThat(found).containsExactly("needed");
	}

	@Test
	void closeWhenDestructorsThrowShouldRunTheRemainingOnes() {
		List<Object> parents = List.of(new Parent(), new Parent(), new Parent());
		ShadowVariable<Object, Object> broken = register(2, (parent, value, cause) -> {
			throw new AssertionError("broken");
		});
		parents.forEach((parent) -> broken.alloc(parent, (same) -> "b"));
		parents.forEach((parent) -> this.variable.alloc(parent, (same) -> "a"));
		this.registry.close();
		assertThat(this.destroyed.values()).containsExactly("a", "a", "a");
		assertThat(this.failures).hasSize(3).allSatisfy((failure) -> {
			assertThat(failure.cause()).isEqualTo(FreeCause.CLOSED);
			assertThat(failure.exception()).hasMessage("broken");
			assertThat(failure.variable().id()).isEqualTo(2);
		});
	}

	@Test
	void closeWhenADestructorAllocsShouldRefuseThatAndDestroyTheRest() {
		ShadowVariable<Object, Object> allocating = register(2,
				(parent, value, cause) -> this.variable.alloc(new Parent(), (same) -> "late"));
		allocating.alloc(this.parent, (same) -> "b");
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		assertThat(this.destroyed.values()).containsExactly("a");
		assertThat(this.failures).singleElement()
			.extracting(ShadowFailure::exception)
			.isExactlyInstanceOf(RegistryClosedException.class)
			.isNotNull();
	}

	@Test
	void closeWhenADestructorFreesTheOthersShouldDestroyEachOnce() {
		ShadowVariable<Object, Object> freeing = register(2,
				(parent, value, cause) -> this.registry.freeParent(this.parent));
		freeing.alloc(this.parent, (same) -> "b");
		this.variable.alloc(this.parent, (same) -> "a");
		this.registry.close();
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_DESTROYED);
	}

	@Test
	void closeShouldLeaveNoThread() {
		Set<Thread> own = ownThreads();
		assertThat(own).hasSize(1).allMatch(Thread::isDaemon);
		this.registry.close();
		assertThat(own).noneMatch(Thread::isAlive);
	}

	@Test
	void closeShouldForgetTheTypes() {
		ShadowRegistry other = ShadowRegistry.create();
		WeakReference<Object> forgotten = new WeakReference<>(
				other.register(ShadowType.builder(Object.class, Object.class).id(1).build()).type());
		other.close();
		GarbageCollection.runUntilCleared(forgotten);
		assertThat(other.isClosed()).isTrue();
	}

	@Test
	@SuppressWarnings("Interruption")
	void closeWhenInterruptedShouldStillDestroyAllAndStayInterrupted() throws Exception {
		this.variable.alloc(this.parent, (same) -> "a");
		Set<Thread> own = ownThreads();
		Race.Running<Boolean> closing = Race.start(() -> {
			Thread.currentThread().interrupt();
			this.registry.close();
			return Thread.currentThread().isInterrupted();
		});
		assertThat(closing.result()).isTrue();
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.CLOSED);
		for (Thread thread : own) {
			thread.join(Race.DEADLINE.toMillis());
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	void closeShouldNotFreeTheVariablesOfAnotherRegistry() {
		try (ShadowRegistry other = ShadowRegistry.create()) {
			other.alloc(this.parent, 1, (same) -> "other");
			this.registry.close();
			assertThat(other.get(this.parent, 1)).isEqualTo("other");
		}
	}

	private ShadowVariable<Object, Object> register(long id, ShadowDestructor<Object, Object> destructor) {
		return this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(id).destructor(destructor).build());
	}

	private Set<Thread> ownThreads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeAll(this.before);
		threads.removeIf((thread) -> !thread.getName().contains("shadow"));
		return threads;
	}

	private void assertRefused(ThrowingCallable call) {
		assertThatThrownBy(call).isExactlyInstanceOf(RegistryClosedException.class).hasMessageContaining("closed");
		assertThat(this.destroyed.all()).isEmpty();
	}

}
