package io.github.shadowvars;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.github.shadowvars.ShadowSettings.OnLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for limits of live variables.
 */
@Timeout(60)
class LimitTests {

	private static final int THREADS = 4;

	private final List<String> crossings = new ArrayList<>();

	private final List<ShadowRegistry> registries = new ArrayList<>();

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registries.forEach(ShadowRegistry::close);
	}

	@Test
	void allocWhenLimitIsReachedShouldRejectBeforeTheConstructorRuns() {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		Object other = new Parent();
		variable.alloc(this.parent, (same) -> "value");
		AtomicBoolean constructed = new AtomicBoolean();
		assertThatExceptionOfType(ShadowLimitException.class).isThrownBy(() -> variable.alloc(other, (same) -> {
			constructed.set(true);
			return "value";
		}))
			.withMessage(
					"Shadow 0x1 (limited) cannot be attached to io.github.shadowvars.Parent@%s: limit reached (1 "
							+ "live, max-live=1; a variable counts until it is freed, even if its parent was "
							+ "collected); free one first, or raise limit.property",
					Integer.toHexString(System.identityHashCode(other)));
		assertThat(constructed).isFalse();
		assertThat(variable.rejections()).isEqualTo(1);
		assertThat(variable.has(other)).isFalse();
		assertThat(variable.get(this.parent)).isEqualTo("value");
		assertThat(variable.stats()).isEqualTo(new ShadowStats(1, 1, Map.of(), 0, 0, 0));
	}

	@Test
	void closeWhileAConstructorRunsShouldDestroyItsValueAndLockNobodyOut() throws Exception {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		SlowCallback slow = new SlowCallback("late");
		Race.Running<Object> constructor = slow.start(() -> variable.alloc(this.parent, slow));
		variable.close();
		slow.proceed();
		assertThatThrownBy(constructor::result).hasCauseExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (limited)");
		assertThat(variable.stats()).isEqualTo(new ShadowStats(0, 1, Map.of(FreeCause.UNREGISTERED, 1L), 0, 0, 0));
		assertThatIllegalStateException().isThrownBy(() -> variable.alloc(this.parent, (same) -> "value"));
	}

	@Test
	void allocWhenLimitHasNoSourceShouldNameTheSettings() {
		ShadowRegistry registry = registry(ShadowSettings.builder().maxLive(0).onLimit(OnLimit.REJECT).build());
		assertThatExceptionOfType(ShadowLimitException.class)
			.isThrownBy(() -> registry.alloc(this.parent, 1, (same) -> "value"))
			.withMessageContaining("limit reached (0 live, max-live=0;")
			.withMessageEndingWith("free one first, or raise maxLive in the settings of its registry");
	}

	@Test
	void allocWhenLimitIsReachedAndAttachedShouldSayDuplicate() {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		variable.alloc(this.parent, (same) -> "value");
		assertThatExceptionOfType(DuplicateShadowException.class)
			.isThrownBy(() -> variable.alloc(this.parent, (same) -> "other"));
	}

	@Test
	void getOrAllocWhenLimitIsReachedShouldReturnWhatIsAttachedAndRejectTheRest() {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		Object value = variable.getOrAlloc(this.parent, (same) -> new Parent());
		assertThat(variable.getOrAlloc(this.parent, (same) -> new Parent())).isSameAs(value);
		assertThatExceptionOfType(ShadowLimitException.class)
			.isThrownBy(() -> variable.getOrAlloc(new Parent(), (same) -> new Parent()));
	}

	@Test
	void getOrAllocWhenTheLastPlaceIsBeingConstructedShouldWaitForIt() throws Exception {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		SlowCallback slow = new SlowCallback("first");
		Race.Running<Object> first = slow.start(() -> variable.alloc(this.parent, slow));
		Race.Running<Object> second = Race.start(() -> variable.getOrAlloc(this.parent, (same) -> "second"))
			.awaitIdle();
		assertThatExceptionOfType(ShadowLimitException.class)
			.isThrownBy(() -> variable.alloc(new Parent(), (same) -> "third"));
		slow.proceed();
		assertThat(first.result()).isEqualTo("first");
		assertThat(second.result()).isEqualTo("first");
	}

	@Test
	void allocWhenAConstructorFailedShouldHaveItsPlace() {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		for (int i = 0; i < 3; i++) {
			assertThatIllegalStateException().isThrownBy(() -> variable.alloc(this.parent, (same) -> {
				throw new IllegalStateException("no disk");
			})).withMessage("no disk");
		}
		assertThat(variable.alloc(this.parent, (same) -> "value")).isEqualTo("value");
	}

	@ParameterizedTest
	@MethodSource
	void allocWhenVariablesWereFreedShouldHaveTheirPlaces(FreeCause cause, BiConsumer<ShadowRegistry, Object> freeing) {
		ShadowRegistry registry = registry(settings(1, OnLimit.REJECT));
		AtomicInteger freed = new AtomicInteger();
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
			.id(1)
			.destructor((gone, value, actual) -> freed.addAndGet((actual == cause) ? 1 : 0))
			.build();
		registry.register(type);
		for (int i = 1; i <= 3; i++) {
			registry.alloc(this.parent, 1, (same) -> "value");
			freeing.accept(registry, this.parent);
			assertThat(freed).hasValue(i);
		}
	}

	static Stream<Arguments> allocWhenVariablesWereFreedShouldHaveTheirPlaces() {
		return Stream.of(freeing(FreeCause.FREED, (registry, parent) -> registry.free(parent, 1)),
				freeing(FreeCause.FREED_ALL, (registry, parent) -> registry.freeAll(1)),
				freeing(FreeCause.PURGED, (registry, parent) -> registry.variables().get(0).purge()),
				freeing(FreeCause.PARENT_DESTROYED, ShadowRegistry::freeParent));
	}

	private static Arguments freeing(FreeCause cause, BiConsumer<ShadowRegistry, Object> freeing) {
		return Arguments.of(cause, freeing);
	}

	@Test
	void allocWhenParentsWereCollectedShouldHaveTheirPlaces() {
		ShadowVariable<Object, Object> variable = variable(2, OnLimit.REJECT);
		fill(variable, 2);
		GarbageCollection.runUntil(() -> assertThat(variable.count()).isZero());
		fill(variable, 2);
		assertThatExceptionOfType(ShadowLimitException.class).isThrownBy(() -> fill(variable, 2));
	}

	private static void fill(ShadowVariable<Object, Object> variable, int number) {
		for (int i = 0; i < number; i++) {
			variable.alloc(new Parent(), (same) -> "value");
		}
	}

	@Test
	void allocWhenTypeIsRegisteredAnewShouldHaveEveryPlace() {
		ShadowRegistry registry = registry(settings(1, OnLimit.REJECT));
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(1).build();
		for (int i = 0; i < 3; i++) {
			try (ShadowVariable<Object, Object> variable = registry.register(type)) {
				variable.alloc(this.parent, (same) -> "value");
			}
		}
		assertThat(registry.find(1)).isNull();
	}

	@Test
	void allocWhileOthersOfABatchAreBeingDestroyedShouldHaveTheirPlaces() {
		ShadowRegistry registry = registry(settings(2, OnLimit.REJECT));
		List<Object> replacements = List.of(new Parent(), new Parent());
		Iterator<Object> next = replacements.iterator();
		ShadowVariable<Object, Object> variable = registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).destructor((gone, value, cause) -> {
				if (next.hasNext()) {
					registry.alloc(next.next(), 1, (same) -> "replacement");
				}
			}).build());
		List<Object> parents = List.of(new Parent(), new Parent());
		parents.forEach((each) -> variable.alloc(each, (same) -> "value"));
		assertThat(variable.purge()).isEqualTo(new ShadowPurge(2, 0));
		assertThat(replacements).allMatch(variable::has);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 20_000 })
	void allocWhenThreadsRaceShouldFillEveryPlaceAndNoMore(int limit) throws Exception {
		ShadowVariable<Object, Object> variable = variable(limit, OnLimit.REJECT);
		List<List<Object>> attached = Race.run(THREADS, (index) -> {
			List<Object> mine = new ArrayList<>();
			for (int i = 0; i < limit + 10; i++) {
				Object next = new Parent();
				try {
					variable.alloc(next, (same) -> "value");
					mine.add(next);
				}
				catch (ShadowLimitException ex) {
					assertThat(variable.has(next)).isFalse();
				}
				assertThat(variable.count()).isLessThanOrEqualTo(limit);
			}
			return mine;
		});
		assertThat(attached.stream().flatMap(List::stream)).hasSize(limit).allMatch(variable::has);
		assertThat(variable.count()).isEqualTo(limit);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10_000 })
	void allocWhenEachThreadUsesOnePlaceShouldNeverBeRejected(int others) throws Exception {
		ShadowVariable<Object, Object> variable = variable(others + THREADS, OnLimit.REJECT);
		List<Object> kept = new ArrayList<>();
		for (int i = 0; i < others; i++) {
			kept.add(new Parent());
			variable.alloc(kept.get(i), (same) -> "value");
		}
		Race.run(THREADS, (index) -> {
			for (int i = 0; i < 20_000; i++) {
				boolean failing = i % 3 == 0;
				Object next = new Parent();
				try {
					variable.getOrAlloc(next, (same) -> {
						if (failing) {
							throw new UnsupportedOperationException();
						}
						return "value";
					});
				}
				catch (UnsupportedOperationException ex) {
					assertThat(failing).isTrue();
				}
				assertThat(variable.free(next)).isNotEqualTo(failing);
			}
			return index;
		});
		assertThat(variable.count()).isEqualTo(others);
		assertThat(kept).hasSize(others);
	}

	@Test
	void getOrAllocWhenThreadsRaceForTheOnlyPlaceOfOneParentShouldNeverBeRejected() throws Exception {
		ShadowVariable<Object, Object> variable = variable(1, OnLimit.REJECT);
		Race.run(THREADS, (index) -> {
			for (int i = 0; i < 20_000; i++) {
				assertThat(variable.getOrAlloc(this.parent, (same) -> "value")).isEqualTo("value");
				variable.free(this.parent);
			}
			return index;
		});
		assertThat(variable.count()).isZero();
	}

	@Test
	void allocWhenMoreThanTheLimitLiveShouldTellOnce() {
		ShadowVariable<Object, Object> variable = variable(2, OnLimit.WARN);
		List<Object> parents = Stream.generate(Object::new).limit(5).toList();
		parents.subList(0, 2).forEach((each) -> variable.alloc(each, (same) -> "value"));
		assertThat(this.crossings).isEmpty();
		parents.subList(2, 5).forEach((each) -> variable.alloc(each, (same) -> "value"));
		assertThat(this.crossings).containsExactly("limited has 3, limit 2 by limit.property");
		assertThat(variable.rejections()).isZero();
	}

	@Test
	void allocWhenTheNumberFellToTheLimitShouldTellAgain() {
		ShadowVariable<Object, Object> variable = variable(2, OnLimit.WARN);
		List<Object> parents = Stream.generate(Object::new).limit(4).toList();
		parents.forEach((each) -> variable.alloc(each, (same) -> "value"));
		variable.free(parents.get(0));
		variable.alloc(parents.get(0), (same) -> "value");
		assertThat(this.crossings).hasSize(1);
		variable.free(parents.get(0));
		variable.free(parents.get(1));
		variable.alloc(parents.get(0), (same) -> "value");
		assertThat(this.crossings).hasSize(2);
		variable.freeAll();
		parents.forEach((each) -> variable.alloc(each, (same) -> "value"));
		assertThat(this.crossings).hasSize(3);
	}

	@Test
	void allocWhenConstructorFailsBeyondTheLimitShouldNotTell() {
		ShadowVariable<Object, Object> variable = variable(0, OnLimit.WARN);
		assertThatIllegalStateException().isThrownBy(() -> variable.alloc(this.parent, (same) -> {
			throw new IllegalStateException("no disk");
		}));
		assertThat(this.crossings).isEmpty();
	}

	@Test
	void allocWhenThreadsCrossTheLimitTogetherShouldTellOnce() throws Exception {
		AtomicInteger told = new AtomicInteger();
		ShadowRegistry registry = ShadowRegistry.builder()
			.settings((type) -> settings(10_000, OnLimit.WARN))
			.limitHandler((variable, settings) -> told.incrementAndGet())
			.build();
		this.registries.add(registry);
		List<List<Object>> parents = Race.run(THREADS, (index) -> {
			List<Object> mine = new ArrayList<>();
			for (int i = 0; i < 5_000; i++) {
				mine.add(new Parent());
				registry.alloc(mine.get(i), 1, (same) -> "value");
			}
			return mine;
		});
		assertThat(parents).hasSize(THREADS);
		assertThat(told).hasValue(1);
	}

	@Test
	void allocWhenHandlerThrowsShouldReturnTheValue() {
		ShadowRegistry registry = ShadowRegistry.builder()
			.settings((type) -> settings(0, OnLimit.WARN))
			.limitHandler((variable, settings) -> {
				throw new IllegalStateException("no disk");
			})
			.build();
		this.registries.add(registry);
		assertThat(registry.alloc(this.parent, 1, (same) -> "value")).isEqualTo("value");
		assertThat(registry.get(this.parent, 1)).isEqualTo("value");
	}

	@Test
	void allocWhenHandlerUsesTheRegistryFromAnotherThreadShouldNotHang() {
		Object other = new Parent();
		List<Object> seen = new ArrayList<>();
		ShadowRegistry registry = ShadowRegistry.builder()
			.settings((type) -> settings(0, OnLimit.WARN))
			.limitHandler((variable, settings) -> {
				try {
					seen.add(Race.start(() -> attach(variable, other)).result());
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			})
			.build();
		this.registries.add(registry);
		registry.alloc(this.parent, 1, (same) -> "value");
		assertThat(seen).containsExactly("other");
	}

	@SuppressWarnings("unchecked")
	private static Object attach(ShadowVariable<?, ?> variable, Object parent) {
		return ((ShadowVariable<Object, Object>) variable).alloc(parent, (same) -> "other");
	}

	@Test
	void settingsWhenLimitIsNegativeShouldBeRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ShadowSettings.builder().maxLive(-1))
			.withMessage("maxLive must not be negative, but is -1; use Long.MAX_VALUE for no limit");
	}

	private ShadowVariable<Object, Object> variable(long limit, OnLimit onLimit) {
		return registry(settings(limit, onLimit))
			.register(ShadowType.builder(Object.class, Object.class).id(1).name("limited").build());
	}

	private ShadowRegistry registry(ShadowSettings settings) {
		ShadowRegistry registry = ShadowRegistry.builder()
			.settings((type) -> settings)
			.limitHandler((variable,
					actual) -> this.crossings.add("%s has %d, limit %d by %s".formatted(variable.name(),
							variable.count(), actual.maxLive(), actual.source())))
			.build();
		this.registries.add(registry);
		return registry;
	}

	private static ShadowSettings settings(long limit, OnLimit onLimit) {
		return ShadowSettings.builder().maxLive(limit).onLimit(onLimit).source("limit.property").build();
	}

}
