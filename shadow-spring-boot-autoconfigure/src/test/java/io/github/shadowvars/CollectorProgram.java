package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Attaches values to parents that live, to parents that are collected, and to parents
 * whose variables are freed by hand while the collector runs.
 */
final class CollectorProgram {

	static final String DONE = "Each was destroyed once";

	private static final int ROUNDS = 3;

	private static final int NUMBER = 20_000;

	private final AtomicIntegerArray destroyed = new AtomicIntegerArray(4 * ROUNDS * NUMBER);

	private final AtomicInteger collected = new AtomicInteger();

	private final AtomicInteger values = new AtomicInteger();

	private final List<Object> live = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class).id(1).destructor((parent, value, cause) -> {
			this.destroyed.incrementAndGet(value);
			if (cause == FreeCause.PARENT_COLLECTED) {
				this.collected.incrementAndGet();
			}
		}).build());

	private CollectorProgram() {
	}

	/**
	 * Runs.
	 * @param args none
	 */
	public static void main(String[] args) throws InterruptedException {
		new CollectorProgram().run();
		System.out.println(DONE);
	}

	private void run() throws InterruptedException {
		for (int round = 1; round <= ROUNDS; round++) {
			for (int i = 0; i < NUMBER; i++) {
				attach(new Parent());
				Object freed = new Parent();
				attach(freed);
				FullHeap.check(this.variable.free(freed), "a variable is lost");
				if (i % 10 == 0) {
					Object stays = new Parent();
					attach(stays);
					this.live.add(stays);
				}
			}
			awaitCollected(round * NUMBER);
			FullHeap.check(this.live.stream().allMatch(this.variable::has), "a live parent lost its variable");
			FullHeap.check(this.variable.count() == this.live.size(), "the count is wrong");
		}
		this.registry.close();
		for (int i = 0; i < this.values.get(); i++) {
			FullHeap.check(this.destroyed.get(i) == 1, "destroyed not once");
		}
	}

	private void attach(Object parent) {
		this.variable.alloc(parent, (same) -> this.values.getAndIncrement());
	}

	private void awaitCollected(int expected) throws InterruptedException {
		long deadline = System.nanoTime() + 60_000_000_000L;
		while (this.collected.get() < expected) {
			FullHeap.check(System.nanoTime() < deadline, "a dead parent was not noticed");
			System.gc();
			Thread.onSpinWait();
		}
		FullHeap.check(this.collected.get() == expected, "more than the dead were destroyed");
	}

}
