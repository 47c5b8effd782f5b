package io.github.shadowvars;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A variable behaves like an {@link IdentityHashMap} while its table grows and shrinks.
 */
@Timeout(120)
class TableModelTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build());

	private final IdentityHashMap<Object, Integer> model = new IdentityHashMap<>();

	private final List<Object> parents = new ArrayList<>();

	private int next;

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2 })
	void randomOperationsShouldAgreeWithAMapWhileTheTableGrowsAndShrinks(long seed) {
		Random random = new Random(seed);
		for (int size : new int[] { 1, 10, 100, 3_000, 500, 200_000, 100, 20_000, 0 }) {
			drift(random, size);
			assertSame();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 4, 5 })
	void randomOperationsShouldAgreeWithAMapAfterFreeAll(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 10; round++) {
			drift(random, 1 + random.nextInt(20_000));
			assertThat(this.variable.freeAll()).isEqualTo(this.model.size());
			assertThat(this.variable.count()).isZero();
			assertThat(this.parents).noneMatch(this.variable::has);
			this.model.clear();
			drift(random, 1 + random.nextInt(100));
			assertSame();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 6, 7 })
	void randomOperationsShouldAgreeWithAMapAtOneSizeForLong(long seed) {
		Random random = new Random(seed);
		drift(random, 700);
		for (int i = 0; i < 300_000; i++) {
			step(random, 0.5);
		}
		assertSame();
	}

	/**
	 * Runs random operations with changing parents until the model has a given size.
	 */
	private void drift(Random random, int size) {
		boolean growing = size > this.model.size();
		while (growing ? this.model.size() < size : this.model.size() > size) {
			step(random, growing ? 0.8 : 0.2);
		}
	}

	private void step(Random random, double growth) {
		if (random.nextDouble() < growth) {
			attach(random);
		}
		else if (!this.parents.isEmpty()) {
			detach(random);
		}
		if (!this.parents.isEmpty()) {
			Object parent = any(random);
			assertEqual(this.variable.get(parent), this.model.get(parent));
		}
	}

	private void attach(Random random) {
		int value = this.next++;
		Object parent = (this.parents.isEmpty() || random.nextInt(10) > 0) ? new Parent() : any(random);
		if (!this.model.containsKey(parent)) {
			assertEqual(this.variable.alloc(parent, (same) -> value), value);
			this.model.put(parent, value);
			this.parents.add(parent);
		}
		else {
			assertEqual(this.variable.getOrAlloc(parent, (same) -> value), this.model.get(parent));
		}
	}

	private void detach(Random random) {
		int index = random.nextInt(this.parents.size());
		Object parent = this.parents.get(index);
		if (this.variable.free(parent) != (this.model.remove(parent) != null)) {
			throw new AssertionError("free disagrees");
		}
		if (random.nextInt(4) > 0) {
			Object last = this.parents.remove(this.parents.size() - 1);
			if (last != parent) {
				this.parents.set(index, last);
			}
		}
	}

	private Object any(Random random) {
		return this.parents.get(random.nextInt(this.parents.size()));
	}

	private void assertSame() {
		assertThat(this.variable.count()).isEqualTo(this.model.size());
		IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
		this.variable.forEach((parent, value) -> assertThat(seen.put(parent, value)).isNull());
		assertThat(seen.size()).isEqualTo(this.model.size());
		this.model.forEach((parent, value) -> {
			assertEqual(this.variable.get(parent), value);
			assertEqual(seen.get(parent), value);
		});
	}

	private static void assertEqual(@Nullable Integer actual, @Nullable Integer expected) {
		if (!Objects.equals(actual, expected)) {
			throw new AssertionError("Expected %s but found %s".formatted(expected, actual));
		}
	}

}
