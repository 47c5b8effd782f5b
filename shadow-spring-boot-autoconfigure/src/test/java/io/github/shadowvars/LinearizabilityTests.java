package io.github.shadowvars;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records the results of threads that use one pair, and searches for a sequential order
 * of the operations that explains them. Operations that did not overlap must keep their
 * order.
 */
@Timeout(60)
class LinearizabilityTests {

	private static final int ABSENT = 0;

	private static final int DUPLICATE = -1;

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class).id(1).build());

	private final AtomicInteger clock = new AtomicInteger();

	private final AtomicInteger values = new AtomicInteger();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4 })
	void operationsOnOnePairShouldBeLinearizable(int threads) throws Exception {
		for (int round = 0; round < 1_500; round++) {
			Object parent = new Parent();
			int seed = round * 31;
			List<List<Event>> histories = Race.run(threads, (index) -> record(parent, new Random(seed + index)));
			List<Event> history = new ArrayList<>();
			histories.forEach(history::addAll);
			assertThat(isLinearizable(history)).as("%s", history).isTrue();
		}
	}

	@Test
	void theCheckShouldRefuseAStaleRead() {
		assertThat(
				isLinearizable(List.of(new Event(Operation.ALLOC, 7, 7, 0, 1), new Event(Operation.GET, 8, 0, 2, 3))))
			.isFalse();
		assertThat(
				isLinearizable(List.of(new Event(Operation.ALLOC, 7, 7, 0, 3), new Event(Operation.GET, 8, 0, 1, 2))))
			.isTrue();
	}

	private List<Event> record(Object parent, Random random) {
		List<Event> events = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
			int argument = this.values.incrementAndGet();
			int called = this.clock.getAndIncrement();
			int result = run(operation, parent, argument);
			events.add(new Event(operation, argument, result, called, this.clock.getAndIncrement()));
		}
		return events;
	}

	private int run(Operation operation, Object parent, int argument) {
		return switch (operation) {
			case GET -> {
				Integer value = this.variable.get(parent);
				yield (value != null) ? value : ABSENT;
			}
			case HAS -> this.variable.has(parent) ? 1 : 0;
			case ALLOC -> {
				try {
					yield this.variable.alloc(parent, (same) -> argument);
				}
				catch (DuplicateShadowException ex) {
					yield DUPLICATE;
				}
			}
			case GET_OR_ALLOC -> this.variable.getOrAlloc(parent, (same) -> argument);
			case FREE -> this.variable.free(parent) ? 1 : 0;
		};
	}

	private static boolean isLinearizable(List<Event> history) {
		return explains(history, 0, ABSENT, new HashSet<>());
	}

	private static boolean explains(List<Event> history, long taken, int state, Set<List<Long>> refuted) {
		if (Long.bitCount(taken) == history.size()) {
			return true;
		}
		if (!refuted.add(List.of(taken, (long) state))) {
			return false;
		}
		int firstReturn = Integer.MAX_VALUE;
		for (int i = 0; i < history.size(); i++) {
			if ((taken & (1L << i)) == 0) {
				firstReturn = Math.min(firstReturn, history.get(i).returned());
			}
		}
		for (int i = 0; i < history.size(); i++) {
			Event event = history.get(i);
			if ((taken & (1L << i)) == 0 && event.called() < firstReturn && event.isPossible(state)
					&& explains(history, taken | (1L << i), event.next(state), refuted)) {
				return true;
			}
		}
		return false;
	}

	enum Operation {

		GET, HAS, ALLOC, GET_OR_ALLOC, FREE

	}

	record Event(Operation operation, int argument, int result, int called, int returned) {

		boolean isPossible(int state) {
			return this.result == switch (this.operation) {
				case GET -> state;
				case HAS, FREE -> (state != ABSENT) ? 1 : 0;
				case ALLOC -> (state != ABSENT) ? DUPLICATE : this.argument;
				case GET_OR_ALLOC -> (state != ABSENT) ? state : this.argument;
			};
		}

		int next(int state) {
			return switch (this.operation) {
				case GET, HAS -> state;
				case ALLOC, GET_OR_ALLOC -> (state != ABSENT) ? state : this.argument;
				case FREE -> ABSENT;
			};
		}

	}

}
