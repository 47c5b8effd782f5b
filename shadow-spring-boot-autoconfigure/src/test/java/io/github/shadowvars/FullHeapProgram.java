package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Makes calls with too little memory.
 */
final class FullHeapProgram {

	/**
	 * With this number of variables, a table with one stripe grows into one with many.
	 */
	private static final int FULL = ShadowTable.MANY_BINS * 3 / 4;

	private final FullHeap heap = new FullHeap();

	private final List<Object> parents = new ArrayList<>();

	/**
	 * How often each value was destroyed. Values are numbers.
	 */
	private final int[] destroyed = new int[10_000];

	private final ShadowRegistry registry = ShadowRegistry.builder().closeTimeout(Duration.ofMinutes(1)).build();

	private final ShadowVariable<Object, Integer> variable = this.registry
		.register(ShadowType.builder(Object.class, Integer.class)
			.id(1)
			.destructor((parent, value, cause) -> this.destroyed[value]++)
			.build());

	/**
	 * Runs.
	 * @param args the name of the scenario, and whether it needs memory
	 * @throws InterruptedException never
	 */
	public static void main(String[] args) throws InterruptedException {
		// A reaper without memory reports that, but there is no memory for the report.
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> {
			if (!(ex instanceof OutOfMemoryError)) {
				ex.printStackTrace();
			}
		});
		FullHeapProgram program = new FullHeapProgram();
		program.run(args[0]);
		waitForALock();
		program.heap.limit();
		boolean needsMemory = Boolean.parseBoolean(args[1]);
		int failures = program.run(args[0]);
		for (int i = 0; (failures > 0) != needsMemory && i < 9; i++) {
			// A garbage collection may have run meanwhile, or the reaper may have read
			// the counts: waiting for a lock takes memory on JDK 17.
			failures = program.run(args[0]);
		}
		program.registry.close();
		System.out.println("Ran out of memory " + failures + " times, and nothing was lost");
	}

	/**
	 * Makes the JVM load the classes for waiting, because a class whose initialization
	 * ran out of memory can never be used.
	 */
	@SuppressWarnings("LockNotBeforeTry")
	private static void waitForALock() throws InterruptedException {
		ReentrantLock lock = new ReentrantLock();
		Thread waiting = new Thread(() -> {
			lock.lock();
			lock.unlock();
		});
		lock.lock();
		try {
			waiting.start();
			while (!lock.hasQueuedThread(waiting)) {
				Thread.onSpinWait();
			}
		}
		finally {
			lock.unlock();
		}
		waiting.join();
	}

	private int run(String scenario) throws InterruptedException {
		this.parents.clear();
		this.variable.freeAll();
		Arrays.fill(this.destroyed, 0);
		return switch (scenario) {
			case "alloc" -> alloc(0, 8, 32);
			case "enlarge" -> alloc(FULL - 2, FULL + 2, 4_096);
			case "growStriped" -> alloc(2 * FULL - 200, 2 * FULL + 100, 4_096);
			case "nested" -> nested();
			case "free" -> free();
			case "move" -> move();
			case "discard" -> discard();
			case "freeAll" -> freeAll(100, 64);
			case "freeAllLarge" -> freeAll(FULL + 100, 2_048);
			case "reap" -> reap(100, 64);
			case "close" -> close();
			case "register" -> register();
			case "unregister" -> unregister();
			case "warn" -> warn();
			case "reject" -> reject();
			case "reapElsewhere" -> reapElsewhere();
			case "end" -> end();
			case "endOnce" -> endOnce();
			case "endOwned" -> endOwned();
			case "reapLarge" -> reap(FULL + 100, 2_048);
			default -> throw new IllegalArgumentException(scenario);
		};
	}

	private void fill(int number) {
		while (this.parents.size() < number) {
			attach(new Object());
		}
	}

	private void attach(Object parent) {
		Integer value = this.parents.size();
		this.variable.alloc(parent, (same) -> value);
		this.parents.add(parent);
	}

	private int alloc(int from, int to, int step) {
		fill(from);
		int failures = 0;
		while (this.parents.size() < to) {
			Object parent = new Object();
			Integer value = this.parents.size();
			failures += this.heap.exhaust(step, () -> this.variable.getOrAlloc(parent, (same) -> value), () -> {
				boolean attached = this.variable.has(parent);
				assertWhole(this.parents.size() + (attached ? 1 : 0));
			});
			FullHeap.check(this.variable.has(parent), "not attached in the end");
			this.parents.add(parent);
		}
		return failures;
	}

	/**
	 * Grows and shrinks a table while a constructor runs, which others must still find.
	 */
	private int nested() {
		fill(FULL - 4);
		int[] failures = new int[1];
		Object outer = new Object();
		Integer value = 9_999;
		this.variable.alloc(outer, (same) -> {
			failures[0] += alloc(this.parents.size(), FULL + 4, 4_096);
			assertConstructing(outer);
			int few = this.parents.size() / 8;
			for (int i = this.parents.size() - 1; i >= 0; i--) {
				Object parent = this.parents.get(i);
				failures[0] += (Math.abs(i - few) < 3) ? freeOne(parent, i, 512) : free(parent);
			}
			assertConstructing(outer);
			return value;
		});
		FullHeap.check(Objects.equals(this.variable.get(outer), value), "what was constructed is lost");
		return failures[0];
	}

	private void assertConstructing(Object parent) {
		try {
			this.variable.getOrAlloc(parent, (same) -> 0);
		}
		catch (IllegalStateException ex) {
			// The constructor was found, and belongs to this thread.
			return;
		}
		throw new AssertionError("a running constructor is not found");
	}

	private int free(Object parent) {
		FullHeap.check(this.variable.free(parent), "a variable is lost");
		return 0;
	}

	private int free() {
		fill(60);
		int failures = 0;
		for (int i = 59; i >= 0; i--) {
			Object parent = this.parents.get(i);
			failures += (i < 20) ? freeOne(parent, i, 32) : free(parent);
			this.parents.remove(i);
			assertWhole(i);
		}
		return failures;
	}

	/**
	 * The steps of a table that must not fail allocate nothing.
	 */
	private int move() {
		Stripe from = new Stripe(0, 1, Limit.NONE);
		Stripe[] over = { new Stripe(0, 2, Limit.NONE), new Stripe(1, 2, Limit.NONE) };
		Stripe[] to = { new Stripe(0, 1, Limit.NONE) };
		CallbackSlot destructors = from.begin(0);
		CallbackSlot constructor = Objects.requireNonNull(from.reserve(-7, new Attachment(this, null)));
		int failures = this.heap.succeeds(() -> from.giveTo(over), 0) ? 0 : 1;
		FullHeap.check(over[1].runs().size() == 1, "a constructor is not with its bin");
		failures += this.heap.succeeds(() -> over[0].giveTo(to), 0) ? 0 : 1;
		failures += this.heap.succeeds(() -> over[1].giveTo(to), 0) ? 0 : 1;
		List<CallbackSlot> moved = to[0].runs().stream().map(CallbackRun::callback).toList();
		FullHeap.check(moved.size() == 2 && moved.containsAll(List.of(destructors, constructor)), "one is lost");
		return failures;
	}

	private int discard() {
		ShadowTable table = TableFiller.table();
		Attachment attachment = new Attachment(this, null);
		CallbackSlot callback = Objects.requireNonNull(table.reserve(this, attachment));
		int failures = this.heap.succeeds(() -> table.discard(attachment, callback, FreeCause.CLOSED), 0) ? 0 : 1;
		FullHeap.check(table.runs().size() == 1, "no destructor is listed");
		callback.end();
		FullHeap.check(table.runs().isEmpty(), "a destructor is listed for ever");
		return failures;
	}

	private int freeOne(Object parent, int value, int step) {
		return this.heap.exhaust(step, () -> this.variable.free(parent), () -> {
			int expected = this.variable.has(parent) ? 0 : 1;
			FullHeap.check(this.destroyed[value] == expected, "destroyed not once, or still there");
		});
	}

	private int freeAll(int number, int step) {
		fill(number);
		int failures = this.heap.exhaust(step, this.variable::freeAll, this::assertEachLivesOrWasDestroyed);
		assertGone(number);
		return failures;
	}

	private int close() {
		ShadowRegistry other = ShadowRegistry.create();
		ShadowVariable<Object, Object> left = register(other, 2);
		for (int i = 0; i < 50; i++) {
			Object parent = new Object();
			Integer value = i;
			this.parents.add(parent);
			left.alloc(parent, (same) -> value);
		}
		int failures = this.heap.exhaust(64, other::close,
				() -> FullHeap.check(left.count() == this.parents.size() - destroyed(), "neither there nor destroyed"));
		FullHeap.check(destroyed() == 50 && left.count() == 0 && other.isClosed(), "not all destroyed");
		return failures;
	}

	private int register() {
		ShadowRegistry other = ShadowRegistry.create();
		int failures = 0;
		for (int i = 1; i <= 14; i++) {
			int id = i;
			failures += this.heap.exhaust(96, () -> register(other, id), () -> assertRegistered(other, id));
		}
		for (ShadowVariable<?, ?> variable : other.variables()) {
			Object parent = new Object();
			this.parents.add(parent);
			other.alloc(parent, variable.id(), (same) -> (int) variable.id());
		}
		other.close();
		FullHeap.check(destroyed() == 14, "not all destroyed");
		return failures;
	}

	/**
	 * Asserts that an id is registered completely or not at all, and that earlier ids are
	 * registered.
	 */
	private static void assertRegistered(ShadowRegistry other, int id) {
		ShadowVariable<?, ?> variable = other.find(id);
		FullHeap.check(other.variables().size() == ((variable != null) ? id : id - 1), "half registered");
		FullHeap.check(variable == null || variable.owners() == 1, "nobody owns it");
		FullHeap.check(other.find("0x%x".formatted(id)) == variable, "not found by its name, or left there");
	}

	/**
	 * Variables that a closing owner could not free for lack of memory are freed when the
	 * registry closes.
	 */
	private int unregister() {
		ShadowRegistry other = ShadowRegistry.create();
		List<ShadowVariable<Object, Object>> handles = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			Integer value = i;
			if (i % 5 == 0) {
				handles.add(register(other, i + 1));
			}
			Object parent = new Object();
			this.parents.add(parent);
			handles.get(i / 5).alloc(parent, (same) -> value);
		}
		Iterator<ShadowVariable<Object, Object>> next = handles.iterator();
		int[] left = new int[1];
		int failures = this.heap.exhaust(32, () -> next.next().close(), () -> {
			left[0]++;
			FullHeap.check(other.variables().size() == handles.size() - left[0], "has left, but is in use");
		});
		other.close();
		FullHeap.check(destroyed() == 500, "not all destroyed");
		return failures;
	}

	/**
	 * A limit that warns needs memory to count.
	 */
	private int warn() {
		ShadowRegistry other = ShadowRegistry.builder()
			.settings((type) -> ShadowSettings.builder().maxLive(1).build())
			.build();
		ShadowVariable<Object, Object> warning = register(other, 1);
		int[] constructed = new int[1];
		int failures = 0;
		for (int i = 0; i < 40; i++) {
			Object parent = new Object();
			Integer value = i;
			this.parents.add(parent);
			failures += this.heap.exhaust(16, () -> warning.getOrAlloc(parent, (same) -> {
				constructed[0]++;
				return value;
			}), () -> {
			});
			FullHeap.check(warning.get(parent) == value && warning.count() == i + 1, "not attached, or not counted");
			FullHeap.check(constructed[0] == i + 1, "constructed, but lost");
		}
		other.close();
		FullHeap.check(destroyed() == 40, "not all destroyed");
		return failures;
	}

	/**
	 * A limit that rejects loses no place. On JDK 17, a thread of a class that overrides
	 * {@code getId} needs memory to be identified.
	 */
	private int reject() throws InterruptedException {
		ShadowRegistry other = ShadowRegistry.builder()
			.settings((type) -> ShadowSettings.builder().maxLive(20).onLimit(ShadowSettings.OnLimit.REJECT).build())
			.build();
		ShadowVariable<Object, Object> limited = register(other, 1);
		int[] failures = new int[1];
		for (int i = 0; i < 20; i++) {
			Object parent = new Object();
			Integer value = i;
			this.parents.add(parent);
			Thread thread = new Numbered(() -> failures[0] += this.heap.exhaust(16,
					() -> limited.getOrAlloc(parent, (same) -> value), () -> {
					}));
			thread.start();
			thread.join();
			FullHeap.check(limited.get(parent) == value, "rejected, because a place is lost");
		}
		other.close();
		FullHeap.check(destroyed() == 20, "not all destroyed");
		return failures[0];
	}

	/**
	 * Tasks that the executor could not complete for lack of memory are completed later.
	 */
	private int reapElsewhere() {
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		ShadowRegistry other = ShadowRegistry.builder().destructorExecutor(tasks::add).build();
		ShadowVariable<Object, Object> dying = register(other, 1);
		for (int i = 0; i < 10; i++) {
			Integer value = i;
			dying.alloc(new Object(), (same) -> value);
		}
		collectUntil(() -> tasks.size() == 10, "not handed over");
		int failures = failures(dying, tasks.toArray(new Runnable[0]), 10);
		collectUntil(() -> dying.count() == 10, "not tried again");
		FullHeap.check(destroyed() == 10 && other.backlog() == 0, "not all destroyed");
		other.close();
		FullHeap.check(destroyed() == 20, "not all destroyed");
		return failures;
	}

	/**
	 * Runs tasks without memory, while so many constructors are running that another
	 * callback needs memory.
	 */
	private int failures(ShadowVariable<Object, Object> dying, Runnable[] tasks, int constructors) {
		int[] failures = new int[1];
		Object parent = new Object();
		Integer value = 9 + constructors;
		this.parents.add(parent);
		dying.alloc(parent, (same) -> {
			if (constructors > 1) {
				failures[0] = failures(dying, tasks, constructors - 1);
				return value;
			}
			this.heap.succeeds(() -> {
				for (Runnable task : tasks) {
					task.run();
				}
			}, 0);
			failures[0] = (int) dying.count();
			return value;
		});
		return failures[0];
	}

	private static void collectUntil(BooleanSupplier condition, String message) {
		long deadline = System.nanoTime() + Race.DEADLINE.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
			GarbageCollection.run();
		}
		FullHeap.check(condition.getAsBoolean(), message);
	}

	/**
	 * The end of a parent may be told again until all is freed.
	 */
	private int end() {
		ShadowRegistry other = ShadowRegistry.create();
		List<Runnable> ends = new ArrayList<>();
		ShadowVariable<Object, Object> mortal = other.register(ShadowType.builder(Object.class, Object.class)
			.id(1)
			.lifetime((parent, ended) -> ends.add(ended))
			.destructor((parent, value, cause) -> this.destroyed[(Integer) value]++)
			.build());
		ShadowVariable<Parent, Object> narrow = other.register(ShadowType.builder(Parent.class, Object.class)
			.id(2)
			.destructor((parent, value, cause) -> this.destroyed[(Integer) value]++)
			.build());
		Parent parent = new Parent();
		mortal.alloc(parent, (same) -> 0);
		narrow.alloc(parent, (same) -> 1);
		int failures = this.heap.exhaust(16, ends.get(0), () -> FullHeap
			.check(mortal.count() + narrow.count() == 2 - destroyed(), "neither there nor destroyed"));
		FullHeap.check(destroyed() == 2, "not all destroyed");
		other.close();
		return failures;
	}

	/**
	 * The end of a parent that was told without memory counts, even if it is not told
	 * again.
	 */
	private int endOnce() {
		List<Runnable> ends = new ArrayList<>();
		ShadowRegistry other = ShadowRegistry.builder()
			.lifetime(Object.class, (parent, ended) -> ends.add(ended))
			.build();
		ShadowVariable<Object, Object> mortal = register(other, 1);
		for (int i = 0; i < 200; i++) {
			Object parent = new Object();
			this.parents.add(parent);
			Integer value = i;
			mortal.alloc(parent, (same) -> value);
		}
		int[] ended = new int[1];
		int failures = this.heap.exhaust(16, () -> ends.get(ended[0]).run(), () -> {
			FullHeap.check(isRefused(mortal, this.parents.get(ended[0]++)), "the parent lives on");
			FullHeap.check(destroyed() == ended[0], "not destroyed");
		});
		other.close();
		return failures;
	}

	/**
	 * The end of a parent can be told again after memory ran out. For the first parents,
	 * another callback fills the memory before the registry's callback runs.
	 */
	private int endOwned() {
		OwnedLifetime<Object> lifetime = new OwnedLifetime<>();
		ShadowRegistry other = ShadowRegistry.builder().lifetime(Object.class, lifetime).build();
		ShadowVariable<Object, Object> mortal = register(other, 1);
		for (int i = 0; i < 200; i++) {
			Object parent = new Object();
			this.parents.add(parent);
			if (i < 20) {
				lifetime.onEnd(parent, this.heap::fill);
			}
			Integer value = i;
			mortal.alloc(parent, (same) -> value);
		}
		int[] ended = new int[1];
		int failures = this.heap.exhaust(16, () -> lifetime.end(this.parents.get(ended[0])), () -> {
			Object parent = this.parents.get(ended[0]++);
			lifetime.end(parent);
			FullHeap.check(destroyed() == ended[0], "not destroyed");
			FullHeap.check(isRefused(mortal, parent), "the parent lives on");
		});
		other.close();
		return failures;
	}

	private static boolean isRefused(ShadowVariable<Object, Object> variable, Object parent) {
		try {
			variable.getOrAlloc(parent, (same) -> -1);
			return false;
		}
		catch (ParentEndedException ex) {
			return true;
		}
	}

	private ShadowVariable<Object, Object> register(ShadowRegistry other, int id) {
		return other.register(ShadowType.builder(Object.class, Object.class)
			.id(id)
			.destructor((parent, value, cause) -> this.destroyed[(Integer) value]++)
			.build());
	}

	/**
	 * Clears the references by hand, because a test cannot choose which references the
	 * collector clears.
	 */
	private int reap(int number, int step) {
		ShadowTable table = TableFiller.table();
		List<Attachment> dead = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Object parent = new Object();
			this.parents.add(parent);
			Attachment attachment = TableFiller.attach(table, parent, i);
			if (i % 3 > 0) {
				attachment.clear();
				dead.add(attachment);
			}
		}
		Batch.Destroyer destroyer = (parent, value, cause) -> this.destroyed[(Integer) value]++;
		Consumer<Attachment> reaping = (one) -> table.removeCollected(one, destroyer);
		int failures = this.heap.exhaust(step, () -> dead.forEach(reaping), () -> {
			for (int i = 0; i < number; i += 3) {
				FullHeap.check(this.destroyed[i] == 0 && table.get(this.parents.get(i)) != null, "a live one is gone");
			}
			FullHeap.check(table.totals()[FreeCause.PARENT_COLLECTED.ordinal()] == destroyed(), "the count is wrong");
		});
		FullHeap.check(destroyed() == number - (number + 2) / 3, "not all destroyed");
		table.removeAll(FreeCause.FREED_ALL, destroyer);
		FullHeap.check(destroyed() == number, "not all destroyed");
		FullHeap.check(table.runs().isEmpty(), "a destructor is listed for ever");
		return failures;
	}

	private int destroyed() {
		int destroyed = 0;
		for (int times : this.destroyed) {
			FullHeap.check(times <= 1, "destroyed twice");
			destroyed += times;
		}
		return destroyed;
	}

	private void assertEachLivesOrWasDestroyed() {
		for (int i = 0; i < this.parents.size(); i++) {
			FullHeap.check(this.destroyed[i] == (this.variable.has(this.parents.get(i)) ? 0 : 1),
					"destroyed not once, or still there");
		}
		FullHeap.check(this.variable.count() == this.parents.size() - destroyed(), "the count is wrong");
	}

	private void assertGone(int number) {
		FullHeap.check(destroyed() == number && this.variable.count() == 0, "not all destroyed");
		for (Object parent : this.parents) {
			FullHeap.check(this.variable.getOrAlloc(parent, (same) -> 0) == 0, "a place is lost");
		}
	}

	private void assertWhole(int live) {
		for (int i = 0; i < this.parents.size(); i++) {
			Integer value = this.variable.get(this.parents.get(i));
			FullHeap.check(value != null && value == i, "a variable is lost");
		}
		FullHeap.check(this.variable.count() == live, "the count is wrong");
	}

	/**
	 * A thread that has a number of its own.
	 */
	private static final class Numbered extends Thread {

		Numbered(Runnable task) {
			super(task);
		}

		@Override
		@SuppressWarnings("deprecation")
		public long getId() {
			return 1;
		}

	}

}
