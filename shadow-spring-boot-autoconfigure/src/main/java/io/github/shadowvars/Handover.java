package io.github.shadowvars;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Passes variables of collected parents to an executor, as one task for each. The task
 * frees its variable. Until then the variable counts as live.
 */
final class Handover {

	private final Executor executor;

	/**
	 * The tasks that have not ended, with the ids of their variables.
	 */
	private final Map<Task, RegisteredId<?, ?>> tasks = new ConcurrentHashMap<>();

	private final AtomicLong waiting = new AtomicLong();

	/**
	 * Whether a task has ever failed.
	 */
	private volatile boolean failed;

	Handover(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Offers a task to the executor, which may run it at once on this thread.
	 * @return whether the executor took it
	 */
	boolean offer(RegisteredId<?, ?> id, Runnable free) {
		Task task = new Task(free);
		this.tasks.put(task, id);
		this.waiting.incrementAndGet();
		try {
			this.executor.execute(task);
			return true;
		}
		catch (Throwable ex) {
			// Usually a RejectedExecutionException, or no thread can be created
			return !task.drop();
		}
	}

	/**
	 * Returns the number of tasks that have not started.
	 */
	long waiting() {
		return this.waiting.get();
	}

	/**
	 * Waits for the tasks until a deadline. If a task closes the registry, it does not
	 * wait for itself, nor for tasks that may wait for its thread.
	 * @param late receives the ids of tasks that have not ended in time
	 */
	void await(long deadline, Set<RegisteredId<?, ?>> late) {
		boolean within = this.tasks.keySet().stream().anyMatch(Task::isMine);
		this.tasks.forEach((task, id) -> {
			if (!(within && (task.isMine() || !task.hasStarted())) && !task.await(deadline)) {
				late.add(id);
			}
		});
	}

	/**
	 * Runs again the tasks that have failed.
	 */
	void retry() {
		if (this.failed) {
			this.tasks.keySet().forEach(Task::retry);
		}
	}

	/**
	 * Drops the tasks that have not started. The executor may keep them for a long time,
	 * so they must not lead to their ids.
	 */
	void drop() {
		this.tasks.keySet().forEach(Task::drop);
	}

	/**
	 * Holds the action until it starts.
	 */
	private final class Task extends AtomicReference<@Nullable Runnable> implements Runnable {

		private static final long serialVersionUID = 1L;

		private final transient CountDownLatch end = new CountDownLatch(1);

		private volatile boolean failure;

		private volatile long thread;

		Task(Runnable free) {
			super(free);
		}

		@Override
		public void run() {
			Runnable free = start();
			if (free == null) {
				return;
			}
			try {
				this.thread = ThreadId.current();
				free.run();
				Handover.this.tasks.remove(this);
			}
			catch (Throwable ex) {
				fail(free);
				BareThread.uncaught(ex);
			}
			finally {
				this.end.countDown();
			}
		}

		/**
		 * Keeps this task for {@link #retry}, because nothing else leads to its variable.
		 * Allocates nothing, because memory may have run out.
		 */
		private void fail(Runnable free) {
			this.thread = 0;
			Handover.this.waiting.incrementAndGet();
			set(free);
			// After the action is back, because another thread may retry at once
			this.failure = true;
			Handover.this.failed = true;
		}

		void retry() {
			if (this.failure) {
				this.failure = false;
				run();
			}
		}

		/**
		 * Cancels this task, if it has not started.
		 */
		boolean drop() {
			boolean dropped = start() != null;
			if (dropped) {
				Handover.this.tasks.remove(this);
				this.end.countDown();
			}
			return dropped;
		}

		private @Nullable Runnable start() {
			Runnable free = getAndSet(null);
			if (free != null) {
				Handover.this.waiting.decrementAndGet();
			}
			return free;
		}

		boolean hasStarted() {
			return get() == null;
		}

		boolean isMine() {
			return this.thread == ThreadId.current();
		}

		boolean await(long deadline) {
			return TimedWait.uninterruptibly(deadline, (nanos) -> this.end.await(nanos, TimeUnit.NANOSECONDS));
		}

	}

}
