package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Frees or visits all variables of a growing table with little stack left, each time at
 * another depth. Then each value must be destroyed exactly once. Runs without JIT
 * compilers, which would make the depth random.
 */
final class StackEndVisitProgram {

	static final String DONE = "Every value was destroyed once";

	/**
	 * A table of this size is growing: its array was doubled, and most bins were not
	 * moved yet.
	 */
	private static final int PARENTS = 3_000;

	/**
	 * The number of depths to try, each one frame less.
	 */
	private static final int DEPTHS = 24;

	/**
	 * The number of sizes to try for the last frame.
	 */
	private static final int PADDINGS = 2;

	private static final long STACK_SIZE = 192 * 1024;

	private final List<Object> parents = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, AtomicInteger> variable = this.registry
		.register(ShadowType.builder(Object.class, AtomicInteger.class)
			.id(1)
			.constructor((parent) -> new AtomicInteger())
			.destructor((parent, destroyed, cause) -> destroyed.incrementAndGet())
			.build());

	private final List<AtomicInteger> values = new ArrayList<>();

	private int depth;

	private StackEndVisitProgram() {
		for (int i = 0; i < PARENTS; i++) {
			Object parent = new Object();
			this.parents.add(parent);
			this.values.add(this.variable.alloc(parent));
		}
	}

	/**
	 * Runs.
	 * @param args none
	 */
	public static void main(String[] args) throws Exception {
		int overflowed = 0;
		for (Action action : Action.values()) {
			// Loads all classes
			new StackEndVisitProgram().run(0, 0, action);
			int most = mostFrames(action);
			for (int frames = most - DEPTHS; frames < most; frames++) {
				for (int padding = 0; padding < PADDINGS; padding++) {
					overflowed += new StackEndVisitProgram().run(frames, padding, action) ? 1 : 0;
				}
			}
		}
		FullHeap.check(overflowed > 0, "no stack has overflowed");
		System.out.println(DONE);
	}

	private static int mostFrames(Action action) throws InterruptedException {
		StackEndVisitProgram program = new StackEndVisitProgram();
		program.overflows(Integer.MAX_VALUE, 0, action);
		return program.depth;
	}

	private boolean run(int frames, int padding, Action action) throws InterruptedException {
		boolean overflowed = overflows(frames, padding, action);
		on(() -> {
			long freed = 0;
			for (Object parent : this.parents) {
				freed += (this.variable.get(parent) == null) ? 1 : 0;
			}
			check(freed);
			this.variable.forEach((parent, value) -> {
			});
			this.registry.close();
			check(PARENTS);
		});
		FullHeap.check(this.registry.isClosed(), "the registry cannot be closed");
		return overflowed;
	}

	private boolean overflows(int frames, int padding, Action action) throws InterruptedException {
		boolean[] overflowed = new boolean[1];
		on(() -> {
			try {
				descend(frames, padding, action);
			}
			catch (StackOverflowError ex) {
				overflowed[0] = true;
			}
		});
		return overflowed[0];
	}

	private void descend(int frames, int padding, Action action) {
		this.depth++;
		if (frames > 0) {
			descend(frames - 1, padding, action);
		}
		else if (padding == 0) {
			perform(action);
		}
		else {
			perform(action, 0, 0, 0, 0);
		}
	}

	/**
	 * Performs an action, with a frame of another size.
	 */
	@SuppressWarnings("UnusedVariable")
	private void perform(Action action, long one, long two, long three, long four) {
		perform(action);
	}

	private void perform(Action action) {
		switch (action) {
			case FREE -> this.variable.free(this.parents.get(PARENTS / 2));
			case FREE_ALL -> this.variable.freeAll();
			case VISIT -> this.variable.forEach((parent, value) -> {
			});
		}
	}

	/**
	 * Checks that each freed value was destroyed once, or that its destructor had no
	 * stack left.
	 */
	private void check(long freed) {
		long destroyed = 0;
		for (AtomicInteger value : this.values) {
			FullHeap.check(value.get() < 2, "a value was destroyed twice");
			destroyed += value.get();
		}
		FullHeap.check(this.variable.count() == PARENTS - freed, "the count is wrong");
		FullHeap.check(destroyed + this.variable.stats().destructorFailures() == freed,
				"of " + freed + " values only " + destroyed + " were destroyed");
	}

	private static void on(Runnable task) throws InterruptedException {
		Thread thread = new Thread(null, task, "deep", STACK_SIZE);
		thread.start();
		thread.join();
	}

	private enum Action {

		FREE, FREE_ALL, VISIT

	}

}
