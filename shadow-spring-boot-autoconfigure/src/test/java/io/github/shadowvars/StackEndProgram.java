package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs nested constructors until the stack overflows, each time at another depth. Then
 * other threads must find all pairs free. Runs without JIT compilers, which would make
 * the depth random.
 */
final class StackEndProgram {

	static final String DONE = "No pair is held";

	private static final int ROUNDS = 60;

	private static final long DEADLINE_MILLIS = 20_000;

	private final List<Object> parents = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class).id(1).constructor(this::descend).build());

	private StackEndProgram() {
	}

	/**
	 * Runs.
	 * @param args none
	 */
	public static void main(String[] args) throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			new StackEndProgram().run(round);
		}
		System.out.println(DONE);
	}

	private void run(int frames) throws InterruptedException {
		on(new Thread(null, () -> overflow(frames), "deep", 256 * 1024));
		on(new Thread(() -> this.parents.forEach((parent) -> this.variable.getOrAlloc(parent, (same) -> "later"))));
		FullHeap.check(this.variable.count() == this.parents.size(), "the count is wrong");
		this.registry.close();
	}

	private static void on(Thread thread) throws InterruptedException {
		thread.setDaemon(true);
		thread.start();
		thread.join(DEADLINE_MILLIS);
		FullHeap.check(!thread.isAlive(), "a thread hangs");
	}

	private void overflow(int frames) {
		try {
			skip(frames);
		}
		catch (StackOverflowError ex) {
			return;
		}
		throw new AssertionError("the stack has no end");
	}

	private Object skip(int frames) {
		return (frames > 0) ? skip(frames - 1) : descend(this);
	}

	private Object descend(Object parent) {
		Object next = new Parent();
		this.parents.add(next);
		return this.variable.getOrAlloc(next);
	}

}
