package io.github.shadowvars;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ParentLifetimeTests {

	private static final List<Runnable> LEAKED = new ArrayList<>();

	private final DestructionLog destroyed = new DestructionLog();

	private final AtomicInteger asked = new AtomicInteger();

	private final ParentLifetime<Station> lifetime = (station, ended) -> {
		this.asked.incrementAndGet();
		station.onEnd(ended);
	};

	private final ShadowRegistry registry = ShadowRegistry.builder().closeTimeout(Duration.ofMillis(200)).build();

	private final ShadowVariable<Station, Object> variable = register(1, this.lifetime);

	private final Station station = new Station();

	@AfterEach
	void close() {
		this.registry.close();
		LEAKED.clear();
	}

	@Test
	void endShouldFreeEveryVariableOfTheParentOnTheThreadThatTells() throws Exception {
		Station other = new Station();
		this.variable.alloc(this.station, (same) -> "a");
		this.variable.alloc(other, (same) -> "other");
		register(2, this.lifetime).alloc(this.station, (same) -> "b");
		register(3, null).alloc(this.station, (same) -> "c");
		Thread teller = Race.start(() -> {
			this.station.end();
			return Thread.currentThread();
		}).result();
		assertThat(this.destroyed.values()).containsExactly("c", "b", "a");
		assertThat(this.destroyed.all()).allSatisfy((destruction) -> {
			assertThat(destruction.cause()).isEqualTo(FreeCause.PARENT_DESTROYED);
			assertThat(destruction.parent()).isEqualTo(HostileParent.shown(this.station));
			assertThat(destruction.thread()).isSameAs(teller);
		});
		assertThat(this.variable.has(other)).isTrue();
	}

	@Test
	void lifetimeShouldBeAskedOncePerParent() {
		ShadowVariable<Station, Object> second = register(2, this.lifetime);
		for (int i = 0; i < 3; i++) {
			this.variable.alloc(this.station, (same) -> "a");
			second.getOrAlloc(this.station, (same) -> "b");
			second.getOrAlloc(this.station, (same) -> "b");
			this.variable.free(this.station);
			this.registry.freeParent(this.station);
		}
		assertThat(this.asked).hasValue(1);
		this.variable.alloc(new Station(), (same) -> "a");
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void lifetimeShouldBeAskedAfterTheValueIsAttached() {
		List<Object> seen = new ArrayList<>();
		ShadowRegistry registry = this.registry;
		ShadowVariable<Station, Object> attached = register(2,
				(station, ended) -> seen.add(String.valueOf(registry.get(station, 2))));
		attached.alloc(this.station, (same) -> "a");
		assertThat(seen).containsExactly("a");
	}

	@Test
	void allocWhenTheParentHasEndedShouldDestroyTheValueAndThrow() {
		this.station.end();
		assertThatThrownBy(() -> this.variable.alloc(this.station, (same) -> "a"))
			.isExactlyInstanceOf(ParentEndedException.class)
			.hasMessage("Shadow 0x1 cannot be attached to %s because that parent has ended; attach before its end"
				.formatted(HostileParent.shown(this.station)));
		assertThat(this.destroyed.values()).containsExactly("a");
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_DESTROYED);
		assertThat(this.variable.get(this.station)).isNull();
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void allocWhenItIsKnownThatTheParentHasEndedShouldNotRunTheConstructor() {
		this.variable.alloc(this.station, (same) -> "a");
		this.station.end();
		AtomicBoolean constructed = new AtomicBoolean();
		assertThatThrownBy(() -> this.variable.alloc(this.station, (same) -> constructed.getAndSet(true)))
			.isExactlyInstanceOf(ParentEndedException.class);
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.station, (same) -> constructed.getAndSet(true)))
			.isExactlyInstanceOf(ParentEndedException.class);
		assertThat(constructed).isFalse();
		assertThat(this.destroyed.values()).containsExactly("a");
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void allocWhenTheParentEndsWithinTheConstructorShouldDestroyTheValueAndThrow() {
		this.variable.alloc(this.station, (same) -> "first");
		this.variable.free(this.station);
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.station, (same) -> {
			this.station.end();
			return "a";
		})).isExactlyInstanceOf(ParentEndedException.class);
		assertThat(this.destroyed.values()).containsExactly("first", "a");
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.FREED, FreeCause.PARENT_DESTROYED);
	}

	@Test
	void allocWhenTheParentHasNoIdentityShouldNameTheVariable() {
		ShadowVariable<Object, Object> any = this.registry.register(ShadowType.builder(Object.class, Object.class)
			.id(2)
			.name("any")
			.lifetime((parent, ended) -> this.asked.incrementAndGet())
			.build());
		assertThatThrownBy(() -> any.alloc(1000, (same) -> "a")).isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageStartingWith("A parent of shadow 0x2 (any) must have an identity, but java.lang.Integer@");
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void idsWithoutALifetimeShouldAttachToAnEndedParent() {
		ShadowVariable<Station, Object> immortal = register(2, null);
		this.variable.alloc(this.station, (same) -> "a");
		this.station.end();
		assertThat(immortal.alloc(this.station, (same) -> "b")).isEqualTo("b");
		this.station.end();
		assertThat(immortal.has(this.station)).isTrue();
		assertThat(this.registry.freeParent(this.station)).isEqualTo(1);
	}

	@Test
	void freeParentShouldNotEndTheParent() {
		this.variable.alloc(this.station, (same) -> "a");
		assertThat(this.registry.freeParent(this.station)).isEqualTo(1);
		assertThat(this.variable.alloc(this.station, (same) -> "b")).isEqualTo("b");
	}

	@Test
	void lifetimeThatThrowsShouldFreeItsVariablesAndBeAskedAgain() {
		ShadowVariable<Station, Object> immortal = register(3, null);
		immortal.alloc(this.station, (same) -> "immortal");
		AtomicBoolean works = new AtomicBoolean();
		ParentLifetime<Station> failing = (station, ended) -> {
			if (!works.get()) {
				throw new IOException("no listener");
			}
			this.lifetime.onEnd(station, ended);
		};
		ShadowVariable<Station, Object> first = register(4, failing);
		ShadowVariable<Station, Object> second = register(5, failing);
		assertThatThrownBy(() -> first.alloc(this.station, (same) -> {
			// Nested, so its lifetime is asked before the outer one
			assertThatThrownBy(() -> second.alloc(this.station, (again) -> "nested")).hasMessage("no listener");
			return "a";
		})).isExactlyInstanceOf(IOException.class).hasMessage("no listener");
		assertThat(this.destroyed.values()).containsExactly("nested", "a");
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.FREED);
		assertThat(immortal.has(this.station)).isTrue();
		works.set(true);
		assertThat(second.alloc(this.station, (same) -> "b")).isEqualTo("b");
		this.station.end();
		assertThat(this.destroyed.values()).containsExactly("nested", "a", "b", "immortal");
	}

	@Test
	void othersShouldWaitWhileALifetimeIsAsked() throws Exception {
		SlowCallback asking = new SlowCallback("asking");
		ParentLifetime<Station> slow = (station, ended) -> {
			if (station == this.station) {
				asking.apply(station);
			}
			this.lifetime.onEnd(station, ended);
		};
		ShadowVariable<Station, Object> first = register(2, slow);
		ShadowVariable<Station, Object> second = register(3, slow);
		Race.Running<Object> allocating = asking.start(() -> first.alloc(this.station, (same) -> "a"));
		Race.Running<Object> same = Race.start(() -> first.getOrAlloc(this.station, (other) -> "b")).awaitIdle();
		Race.Running<Object> other = Race.start(() -> second.alloc(this.station, (again) -> "c")).awaitIdle();
		assertThat(first.get(this.station)).isEqualTo("a");
		assertThat(second.get(this.station)).isNull();
		assertThat(this.variable.alloc(this.station, (again) -> "of another lifetime")).isNotNull();
		assertThat(first.alloc(new Station(), (again) -> "of another parent")).isNotNull();
		assertThat(List.of(same.future(), other.future())).noneMatch((future) -> future.isDone());
		asking.proceed();
		assertThat(allocating.result()).isEqualTo("a");
		assertThat(same.result()).isEqualTo("a");
		assertThat(other.result()).isEqualTo("c");
	}

	@Test
	void othersThatWaitShouldNotGetAValueIfTheParentHasEnded() throws Exception {
		SlowCallback asking = new SlowCallback("asking");
		ShadowVariable<Station, Object> slow = register(2, (station, ended) -> {
			asking.apply(station);
			ended.run();
		});
		Race.Running<Object> allocating = asking.start(() -> slow.alloc(this.station, (same) -> "a"));
		Race.Running<Object> waiting = Race.start(() -> slow.getOrAlloc(this.station, (other) -> "b")).awaitIdle();
		asking.proceed();
		assertThatThrownBy(allocating::result).hasCauseExactlyInstanceOf(ParentEndedException.class);
		assertThatThrownBy(waiting::result).hasCauseExactlyInstanceOf(ParentEndedException.class);
		assertThat(this.destroyed.values()).containsExactly("a");
	}

	@Test
	void othersThatWaitShouldAskThemselvesIfALifetimeThrows() throws Exception {
		SlowCallback asking = new SlowCallback("asking");
		AtomicInteger times = new AtomicInteger();
		ShadowVariable<Station, Object> slow = register(2, (station, ended) -> {
			if (times.incrementAndGet() == 1) {
				asking.apply(station);
				throw new IllegalStateException("not yet");
			}
		});
		Race.Running<Object> allocating = asking.start(() -> slow.alloc(this.station, (same) -> "a"));
		Race.Running<Object> waiting = Race.start(() -> slow.getOrAlloc(this.station, (other) -> "b")).awaitIdle();
		asking.proceed();
		assertThatThrownBy(allocating::result).rootCause().hasMessage("not yet");
		assertThat(waiting.result()).isEqualTo("b");
		assertThat(this.destroyed.values()).containsExactly("a");
		assertThat(times).hasValue(2);
	}

	@Test
	void threadThatAsksShouldNotWaitForItself() {
		List<Object> values = new ArrayList<>();
		List<ShadowVariable<Station, Object>> self = new ArrayList<>();
		ShadowVariable<Station, Object> second = register(3, null);
		ParentLifetime<Station> reentrant = (station, ended) -> {
			values.add(self.get(0).getOrAlloc(station, (same) -> "again"));
			values.add(second.alloc(station, (same) -> "b"));
			this.lifetime.onEnd(station, ended);
		};
		self.add(register(2, reentrant));
		assertThat(self.get(0).alloc(this.station, (same) -> "a")).isEqualTo("a");
		assertThat(values).containsExactly("a", "b");
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void allocWhenAnotherThreadEndsTheParentShouldThrowAfterTheDestructorHasReturned() throws Exception {
		SlowCallback destructor = new SlowCallback("destructor");
		AtomicReference<Race.Running<Boolean>> ending = new AtomicReference<>();
		AtomicBoolean returned = new AtomicBoolean();
		ShadowVariable<Station, Object> slow = this.registry
			.register(ShadowType.builder(Station.class, Object.class).id(2).lifetime((station, ended) -> {
				ending.set(destructor.start(() -> {
					ended.run();
					return true;
				}));
			}).onFree((value) -> {
				destructor.apply(value);
				returned.set(true);
			}).build());
		Race.Running<Object> allocating = Race.start(() -> slow.alloc(this.station, (same) -> "a"));
		Awaitility.await().atMost(Race.DEADLINE).until(() -> ending.get() != null);
		allocating.awaitIdle();
		assertThat(allocating.future()).isNotDone();
		destructor.proceed();
		assertThatThrownBy(allocating::result).hasCauseExactlyInstanceOf(ParentEndedException.class);
		assertThat(returned).isTrue();
	}

	@Test
	void allocWhenAnotherCallDestroysTheValueShouldThrowAfterTheDestructorHasReturned() throws Exception {
		SlowCallback constructor = new SlowCallback("a");
		SlowCallback attached = new SlowCallback("attached");
		SlowCallback destructor = new SlowCallback("destructor");
		AtomicBoolean returned = new AtomicBoolean();
		try (ShadowRegistry registry = ShadowRegistry.builder()
			.settings((type) -> (type.id() == 1) ? ShadowSettings.builder().maxLive(0).build() : ShadowSettings.DEFAULT)
			.limitHandler((variable, settings) -> attached.apply(variable))
			.build()) {
			ShadowVariable<Station, Object> slow = registry.register(
					ShadowType.builder(Station.class, Object.class).id(1).lifetime(this.lifetime).onFree((value) -> {
						destructor.apply(value);
						returned.set(true);
					}).build());
			askFor(registry, this.station);
			Callable<Boolean> task = () -> {
				assertThatThrownBy(() -> slow.getOrAlloc(this.station, constructor))
					.isExactlyInstanceOf(ParentEndedException.class);
				return returned.get();
			};
			Race.Running<Boolean> attaching = constructor.start(task);
			Race.Running<Boolean> waiting = Race.start(task).awaitIdle();
			this.station.end();
			constructor.proceed();
			Awaitility.await().atMost(Race.DEADLINE).until(destructor::wasCalled);
			assertThat(attached.wasCalled()).isTrue();
			attached.proceed();
			attaching.awaitIdle();
			destructor.proceed();
			assertThat(attaching.result()).isTrue();
			assertThat(waiting.result()).isTrue();
		}
	}

	/**
	 * Makes the registry ask the lifetime, which it asks once for all ids.
	 */
	private void askFor(ShadowRegistry registry, Station station) {
		ShadowVariable<Station, Object> other = registry
			.register(ShadowType.builder(Station.class, Object.class).id(2).lifetime(this.lifetime).build());
		other.alloc(station, (same) -> "other");
		other.free(station);
	}

	@Test
	void circleOfALifetimeAndAConstructorShouldFailAndNotHang() throws Exception {
		Object other = new Parent();
		SlowCallback constructor = new SlowCallback("constructor");
		CountDownLatch asking = new CountDownLatch(1);
		ShadowVariable<Station, Object> slow = register(2, (station, ended) -> {
			asking.countDown();
			this.registry.getOrAlloc(other, 3, (same) -> "unused");
		});
		Race.Running<Object> constructing = constructor.start(() -> this.registry.alloc(other, 3, (same) -> {
			constructor.apply(same);
			return slow.getOrAlloc(this.station, (again) -> "b");
		}));
		Race.Running<Object> allocating = Race.start(() -> slow.alloc(this.station, (same) -> "a"));
		asking.await();
		allocating.awaitIdle();
		constructor.proceed();
		assertThatThrownBy(constructing::result).rootCause()
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("must wait for a lifetime or a destructor of that parent");
		assertThat(allocating.result()).isEqualTo("a");
	}

	@Test
	void lifetimeOfTheRegistryShouldHoldForEveryIdWithParentsOfItsClass() {
		try (ShadowRegistry registry = ShadowRegistry.builder().lifetime(Station.class, this.lifetime).build()) {
			registry.register(ShadowType.builder(Object.class, Object.class).id(1).destructor(this.destroyed).build())
				.alloc(this.station, (same) -> "a");
			registry.alloc(this.station, 2, (same) -> "b");
			registry.alloc(new Parent(), 2, (same) -> "c");
			registry.register(ShadowType.builder(Runnable.class, Object.class).id(3).build()).alloc(() -> {
			}, (same) -> "d");
			assertThat(this.asked).hasValue(1);
			this.station.end();
			assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_DESTROYED);
			assertThat(registry.get(this.station, 2)).isNull();
			assertThatThrownBy(() -> registry.alloc(this.station, 2, (same) -> "e"))
				.isExactlyInstanceOf(ParentEndedException.class);
		}
	}

	@Test
	void lifetimeOfTheTypeAndTheRegistryShouldBeAskedOnceIfItIsTheSame() {
		try (ShadowRegistry registry = ShadowRegistry.builder().lifetime(Object.class, (parent, ended) -> {
			this.asked.addAndGet(100);
		}).lifetime(Station.class, this.lifetime).build()) {
			registry.register(ShadowType.builder(Station.class, Object.class).id(1).lifetime(this.lifetime).build())
				.alloc(this.station, (same) -> "a");
			assertThat(this.asked).hasValue(101);
		}
	}

	@Test
	void lifetimeShouldBeAskedForTheResolvedParentAndTheEndNotResolveIt() {
		AtomicBoolean resolves = new AtomicBoolean(true);
		Station proxy = new Station();
		ShadowVariable<Station, Object> resolved = this.registry
			.register(ShadowType.builder(Station.class, Object.class)
				.id(2)
				.lifetime(this.lifetime)
				.parentResolver((parent) -> {
					if (!resolves.get()) {
						throw new IllegalStateException("given back");
					}
					return this.station;
				})
				.destructor(this.destroyed)
				.build());
		resolved.alloc(proxy, (same) -> "a");
		assertThat(this.station.listeners).hasSize(1);
		resolves.set(false);
		this.station.end();
		assertThat(this.destroyed.values()).containsExactly("a");
	}

	@Test
	void getOrAllocOfATypeWithoutAConstructorShouldReturnTheExistingValue() {
		this.variable.alloc(this.station, (same) -> "a");
		assertThat(this.variable.getOrAlloc(this.station)).isEqualTo("a");
		this.variable.free(this.station);
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.station)).hasMessageContaining("has no constructor");
	}

	@Test
	void allocOfATypeWithoutAConstructorShouldLeaveNothingOnTheParent() {
		assertThatThrownBy(() -> this.variable.alloc(this.station)).hasMessageContaining("has no constructor");
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.station)).hasMessageContaining("has no constructor");
		assertThat(this.registry).extracting("lives.lives.table")
			.isInstanceOfSatisfying(ShadowTable.class, (lives) -> assertThat(lives.isIdle()).isTrue());
		this.registry.close();
		assertThatThrownBy(() -> this.variable.alloc(this.station)).hasMessageContaining("has no constructor");
	}

	@Test
	void handleShouldNotHoldLifetimesThatNoIdHasAfterTheClose() {
		ShadowVariable<?, ?>[] kept = new ShadowVariable<?, ?>[1];
		GarbageCollection.runUntilCleared(declareAndClose(kept));
		assertThat(kept[0].name()).isEqualTo("0x1");
	}

	private static WeakReference<Object> declareAndClose(ShadowVariable<?, ?>[] kept) {
		OwnedLifetime<Process> lifetime = new OwnedLifetime<>();
		ShadowRegistry registry = ShadowRegistry.builder().lifetime(Process.class, lifetime).build();
		kept[0] = registry.register(ShadowType.builder(Station.class, Object.class).id(1).build());
		registry.close();
		return new WeakReference<>(lifetime);
	}

	@Test
	void whatRunsAtTheEndShouldHoldTheParentWeakly() {
		ShadowVariable<Station, Object> leaking = register(2, (station, ended) -> LEAKED.add(ended));
		GarbageCollection.runUntilCleared(allocOnANewStation(leaking));
		GarbageCollection
			.runUntil(() -> assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_COLLECTED));
		LEAKED.get(0).run();
		assertThat(this.destroyed.all()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatRunsAtTheEndShouldDropTheRegistryAtItsClose(boolean ended) {
		GarbageCollection.runUntilAllCleared(useAndClose(ended));
		this.station.end();
		assertThat(this.destroyed.causes()).containsExactly(ended ? FreeCause.PARENT_DESTROYED : FreeCause.CLOSED);
	}

	private List<WeakReference<?>> useAndClose(boolean ended) {
		ShadowRegistry registry = ShadowRegistry.create();
		ShadowVariable<Station, Object> used = registry.register(ShadowType.builder(Station.class, Object.class)
			.id(1)
			.lifetime(this.lifetime)
			.destructor(this.destroyed)
			.build());
		used.alloc(this.station, (same) -> "a");
		if (ended) {
			this.station.end();
		}
		registry.close();
		return List.of(new WeakReference<>(registry), new WeakReference<>(used.type()));
	}

	@Test
	void whatRunsAtTheEndShouldNotHoldTheRunThatFreedTheVariables() {
		this.variable.alloc(this.station, (same) -> "a");
		assertThat(this.registry).extracting("lives").isInstanceOfSatisfying(Lives.class, (lives) -> {
			Life life = lives.of(this.station);
			this.station.end();
			assertThat(this.destroyed.values()).containsExactly("a");
			// It would lead to other callbacks, and over their attachments to ids
			assertThat(life).extracting("ended", "ending").containsExactly(true, null);
		});
	}

	@Test
	void closeShouldWaitForALifetimeThatIsAskedAndRefuseThoseWhoWait() throws Exception {
		SlowCallback asking = new SlowCallback("asking");
		ShadowVariable<Station, Object> slow = register(2, (station, ended) -> asking.apply(station));
		Race.Running<Object> allocating = asking.start(() -> slow.alloc(this.station, (same) -> "a"));
		Race.Running<Object> waiting = Race.start(() -> slow.getOrAlloc(this.station, (other) -> "b")).awaitIdle();
		this.registry.close();
		assertThatThrownBy(waiting::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.CLOSED);
		asking.proceed();
		assertThatThrownBy(allocating::result).hasCauseExactlyInstanceOf(RegistryClosedException.class);
		assertThat(this.destroyed.values()).containsExactly("a");
	}

	@Test
	void typesShouldDifferByTheirLifetime() {
		assertThatThrownBy(() -> register(1, (station, ended) -> {
		})).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessageContaining("their lifetimes are two lambdas");
	}

	@Test
	void processShouldEndItsVariablesWhenItExits() throws Exception {
		ShadowVariable<Process, Object> ofProcess = this.registry
			.register(ShadowType.builder(Process.class, Object.class).id(2).destructor(this.destroyed).build());
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--version")
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			ofProcess.alloc(process, (same) -> "a");
		}
		catch (ParentEndedException ex) {
			// The other thread was faster.
		}
		Awaitility.await().atMost(Race.DEADLINE).until(() -> !this.destroyed.all().isEmpty());
		assertThat(this.destroyed.causes()).containsExactly(FreeCause.PARENT_DESTROYED);
		assertThatThrownBy(() -> ofProcess.alloc(process, (same) -> "b"))
			.isExactlyInstanceOf(ParentEndedException.class);
	}

	@Test
	void getOrAllocOfAnExistingValueWithoutALifetimeShouldAllocateNothing() {
		try (ShadowRegistry registry = ShadowRegistry.builder().lifetime(Runnable.class, (parent, ended) -> {
		}).build()) {
			// An object could be a Runnable, but this one is not
			ShadowVariable<Object, String> any = registry
				.register(ShadowType.builder(Object.class, String.class).id(3).build());
			Object parent = new Object();
			any.alloc(parent, (same) -> "value");
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < 100_000; i++) {
				any.getOrAlloc(parent, (same) -> "other");
			}
			assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
		}
	}

	@Test
	void valueShouldBeDestroyedOnceAndNeverHandedOutAfterThatWhoeverIsFirst() throws Exception {
		for (int round = 0; round < 2_000; round++) {
			Station mine = new Station();
			List<Object> handedOut = new CopyOnWriteArrayList<>();
			List<Object> early = new CopyOnWriteArrayList<>();
			int before = this.destroyed.all().size();
			List<String> outcomes = Race.run(3, (index) -> {
				if (index == 0) {
					mine.end();
					return "ended";
				}
				Object value = "value " + index;
				AtomicBoolean made = new AtomicBoolean();
				try {
					handedOut.add(this.variable.getOrAlloc(mine, (same) -> {
						made.set(true);
						return value;
					}));
					return "value";
				}
				catch (ParentEndedException ex) {
					if (made.get() && !values(before).contains(value)) {
						early.add(value);
					}
					return "refused";
				}
			});
			List<Object> values = values(before);
			assertThat(outcomes).contains("ended");
			assertThat(early).isEmpty();
			assertThat(values).doesNotHaveDuplicates().containsAll(handedOut);
			assertThat(handedOut.stream().distinct()).hasSizeLessThanOrEqualTo(1);
			assertThat(this.variable.has(mine)).isFalse();
		}
	}

	private List<Object> values(int from) {
		List<Object> values = this.destroyed.values();
		return values.subList(from, values.size());
	}

	private WeakReference<Station> allocOnANewStation(ShadowVariable<Station, Object> variable) {
		Station garbage = new Station();
		variable.alloc(garbage, (same) -> "garbage");
		return new WeakReference<>(garbage);
	}

	private ShadowVariable<Station, Object> register(long id, @Nullable ParentLifetime<Station> lifetime) {
		ShadowType.Builder<Station, Object> type = ShadowType.builder(Station.class, Object.class)
			.id(id)
			.destructor(this.destroyed);
		return this.registry.register(((lifetime != null) ? type.lifetime(lifetime) : type).build());
	}

	/**
	 * A parent that calls its listeners when it ends. A listener that is added later is
	 * called at once.
	 */
	private static final class Station {

		private final List<Runnable> listeners = new ArrayList<>();

		private boolean ended;

		void onEnd(Runnable listener) {
			synchronized (this) {
				if (!this.ended) {
					this.listeners.add(listener);
					return;
				}
			}
			listener.run();
		}

		void end() {
			List<Runnable> listeners;
			synchronized (this) {
				this.ended = true;
				listeners = List.copyOf(this.listeners);
			}
			listeners.forEach(Runnable::run);
		}

	}

}
