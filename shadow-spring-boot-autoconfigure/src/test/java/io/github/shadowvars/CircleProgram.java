package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

/**
 * Attaches values so that two parents and two ids form a circle. Most circles are
 * collected, and some are still in use.
 */
final class CircleProgram {

	static final String DONE = "All circles that were not in use were collected";

	private static final int ROUNDS = 3;

	private static final int NUMBER = 5_000;

	private final List<Parent> inUse = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Parent, Object> one = register(1);

	private final ShadowVariable<Parent, Object> two = register(2);

	private CircleProgram() {
	}

	/**
	 * Runs.
	 * @param args none
	 */
	public static void main(String[] args) {
		new CircleProgram().run();
		System.out.println(DONE);
	}

	private ShadowVariable<Parent, Object> register(long id) {
		return this.registry.register(ShadowType.<Parent, Object>builder(Parent.class, Object.class).id(id).build());
	}

	private void run() {
		for (int round = 0; round < ROUNDS; round++) {
			for (int i = 0; i < NUMBER; i++) {
				Parent parent = circle();
				if (i % 10 == 0) {
					this.inUse.add(parent);
				}
			}
			awaitCollected();
			for (Parent parent : this.inUse) {
				Parent other = (Parent) value(this.one, parent);
				FullHeap.check(value(this.two, other) == parent, "a circle in use lost a value");
			}
		}
		this.registry.close();
	}

	private Parent circle() {
		Parent parent = new Parent();
		Parent other = new Parent();
		this.one.alloc(parent, (same) -> new Object[] { other });
		this.two.alloc(other, (same) -> new Object[] { parent });
		return parent;
	}

	private static Object value(ShadowVariable<Parent, Object> variable, Parent parent) {
		Object[] value = (Object[]) variable.getOrAlloc(parent, (same) -> {
			throw new IllegalStateException("a circle in use was collected");
		});
		return value[0];
	}

	private void awaitCollected() {
		long deadline = System.nanoTime() + 60_000_000_000L;
		while (this.one.count() != this.inUse.size() || this.two.count() != this.inUse.size()) {
			FullHeap.check(System.nanoTime() < deadline, "a circle was not collected");
			System.gc();
			Thread.onSpinWait();
		}
	}

}
