package io.github.shadowvars;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The destructor of a variable runs once, with the first cause, for any order or race of
 * causes.
 */
@Timeout(120)
class DestructorOnceTests {

	@ParameterizedTest
	@MethodSource("permutations")
	void endsInAnyOrderShouldDestroyOnceForTheFirst(List<End> ends) {
		try (Scene scene = new Scene(1)) {
			ends.forEach((end) -> end.apply(scene));
			assertThat(scene.destroyed.causes()).containsExactly(ends.get(0).cause);
			assertThat(scene.destroyed.values()).containsExactly("value 0");
		}
	}

	@ParameterizedTest
	@EnumSource
	void endsBeforeCollectionShouldDestroyOnce(End end) {
		try (Scene scene = new Scene(1)) {
			end.apply(scene);
			scene.parents.clear();
			GarbageCollection.run();
			GarbageCollection.run();
			assertThat(scene.destroyed.causes()).containsExactly(end.cause);
		}
	}

	@ParameterizedTest
	@EnumSource
	void endsAfterCollectionShouldDestroyOnce(End end) {
		try (Scene scene = new Scene(1)) {
			scene.parents.clear();
			GarbageCollection.runUntil(() -> assertThat(scene.destroyed.all()).isNotEmpty());
			end.apply(scene);
			assertThat(scene.destroyed.causes()).containsExactly(FreeCause.PARENT_COLLECTED);
		}
	}

	@RepeatedTest(200)
	void endsThatRaceShouldDestroyEachOnce() throws Exception {
		try (Scene scene = new Scene(50)) {
			Race.run(End.values().length, (index) -> {
				End.values()[index].apply(scene);
				return index;
			});
			scene.registry.close();
			scene.assertEachDestroyedOnce(50);
		}
	}

	@RepeatedTest(200)
	void freesOfOneParentThatRaceShouldSucceedOnce() throws Exception {
		try (Scene scene = new Scene(1)) {
			List<Boolean> freed = Race.run(6, (index) -> scene.variable.free(scene.parents.get(0)));
			assertThat(freed).containsOnlyOnce(true);
			assertThat(scene.destroyed.causes()).containsExactly(FreeCause.FREED);
		}
	}

	@RepeatedTest(100)
	void freesOfAllThatRaceShouldCountEachValueOnce() throws Exception {
		try (Scene scene = new Scene(500)) {
			List<Long> freed = Race.run(4, (index) -> switch (index) {
				case 0 -> scene.variable.purge().freed();
				case 1 -> scene.parents.stream().filter(scene.variable::free).count();
				case 2 -> scene.parents.stream().mapToLong(scene.registry::freeParent).sum();
				default -> scene.variable.freeAll();
			});
			assertThat(freed.stream().mapToLong(Long::longValue).sum()).isEqualTo(500);
			scene.assertEachDestroyedOnce(500);
			assertThat(scene.variable.stats().freed().values().stream().mapToLong(Long::longValue).sum())
				.isEqualTo(500);
			assertThat(scene.variable.stats().freed()).isEqualTo(scene.countsByCause());
		}
	}

	@RepeatedTest(30)
	void collectionThatRacesWithEndsShouldDestroyEachOnce() throws Exception {
		try (Scene scene = new Scene(2_000)) {
			List<Object> kept = new ArrayList<>(scene.parents.subList(0, 1_000));
			scene.parents.clear();
			Race.run(3, (index) -> {
				switch (index) {
					case 0 -> GarbageCollection.run();
					case 1 -> kept.forEach(scene.variable::free);
					default -> {
						GarbageCollection.run();
						scene.variable.freeAll();
					}
				}
				return index;
			});
			scene.registry.close();
			scene.assertEachDestroyedOnce(2_000);
			assertThat(scene.destroyed.all()).allMatch((destruction) -> (destruction.parent() == null) == (destruction
				.cause() == FreeCause.PARENT_COLLECTED));
		}
	}

	@RepeatedTest(100)
	void allocsThatRaceWithFreesShouldDestroyEachOnce() throws Exception {
		try (Scene scene = new Scene(4)) {
			List<Integer> constructed = Race.run(4, (index) -> {
				int made = 0;
				for (int i = 0; i < 200; i++) {
					String value = "value " + index + "." + i;
					Object parent = scene.parents.get(i % 4);
					if (scene.variable.getOrAlloc(parent, (same) -> value).equals(value)) {
						made++;
					}
					if (i % 3 == index % 3) {
						scene.variable.free(parent);
					}
					else if (i % 50 == 0) {
						scene.variable.freeAll();
					}
				}
				return made;
			});
			long allocated = 4 + constructed.stream().mapToLong(Integer::longValue).sum();
			assertThat(scene.variable.stats().allocated()).isEqualTo(allocated);
			scene.registry.close();
			scene.assertEachDestroyedOnce((int) allocated);
		}
	}

	static Stream<List<End>> permutations() {
		return permute(List.of(), List.of(End.values()));
	}

	private static Stream<List<End>> permute(List<End> done, List<End> left) {
		return left.isEmpty() ? Stream.of(done) : left.stream().flatMap((next) -> {
			List<End> more = new ArrayList<>(done);
			more.add(next);
			List<End> fewer = new ArrayList<>(left);
			fewer.remove(next);
			return permute(more, fewer);
		});
	}

	enum End {

		FREE(FreeCause.FREED), FREE_ALL(FreeCause.FREED_ALL), PURGE(FreeCause.PURGED),
		FREE_PARENT(FreeCause.PARENT_DESTROYED), CLOSE_HANDLE(FreeCause.UNREGISTERED), CLOSE_REGISTRY(FreeCause.CLOSED);

		private final FreeCause cause;

		End(FreeCause cause) {
			this.cause = cause;
		}

		void apply(Scene scene) {
			switch (this) {
				case FREE -> scene.parents.forEach(scene.variable::free);
				case FREE_ALL -> scene.registry.freeAll(1);
				case PURGE -> scene.variable.purge();
				case FREE_PARENT -> scene.parents.forEach(scene.registry::freeParent);
				case CLOSE_HANDLE -> scene.variable.close();
				case CLOSE_REGISTRY -> scene.registry.close();
			}
		}

	}

	private static final class Scene implements AutoCloseable {

		private final DestructionLog destroyed = new DestructionLog();

		private final ShadowRegistry registry = ShadowRegistry.create();

		private final ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(1).destructor(this.destroyed).build());

		private final List<Object> parents = new ArrayList<>();

		Scene(int count) {
			for (int i = 0; i < count; i++) {
				String value = "value " + i;
				Object parent = new Parent();
				this.parents.add(parent);
				this.variable.alloc(parent, (same) -> value);
			}
		}

		void assertEachDestroyedOnce(int count) {
			assertThat(this.destroyed.values()).hasSize(count).doesNotHaveDuplicates();
		}

		Map<FreeCause, Long> countsByCause() {
			Map<FreeCause, Long> counts = new HashMap<>();
			this.destroyed.causes().forEach((cause) -> counts.merge(cause, 1L, Long::sum));
			return counts;
		}

		@Override
		public void close() {
			this.registry.close();
		}

	}

}
