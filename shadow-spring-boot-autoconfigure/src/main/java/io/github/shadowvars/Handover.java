package io.github.shadowvars;

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

	private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

	private final AtomicLong waiting = new AtomicLong();

	Handover(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Offers a task to the executor, which may run it at once on this thread.
	 * @return whether the executor took it
	 */
	boolean offer(RegisteredId<?, ?> id, Runnable free) {
		Task task = new Task(id, free);
		this.tasks.add(task);
		this.waiting.incrementAndGet();
		boolean taken = false;
		try {
			this.executor.execute(task);
			taken = true;
		}
		catch (RuntimeException | Error ex) {
			// Usually a RejectedExecutionException, or no thread can be created
		}
		finally {
			if (!taken) {
				taken = !task.drop();
			}
		}
		return taken;
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
		boolean within = this.tasks.stream().anyMatch(Task::isMine);
		for (Task task : this.tasks) {
			if (!(within && (task.isMine() || !task.hasStarted())) && !task.await(deadline)) {
				late.add(task.id);
			}
		}
	}

	/**
	 * Drops the tasks that have not started, because the executor may keep them for a
	 * long time.
	 */
	void drop() {
		this.tasks.forEach(Task::drop);
	}

	/**
	 * Holds the action until it starts.
	 */
	private final class Task extends AtomicReference<@Nullable Runnable> implements Runnable {

		private static final long serialVersionUID = 1L;

		private final transient RegisteredId<?, ?> id;

		private final transient CountDownLatch end = new CountDownLatch(1);

		private volatile long thread;

		Task(RegisteredId<?, ?> id, Runnable free) {
			super(free);
			this.id = id;
		}

		@Override
		public void run() {
			Runnable free = start();
			if (free == null) {
				return;
			}
			this.thread = ThreadId.current();
			try {
				free.run();
			}
			catch (Throwable ex) {
				DefaultShadowRegistry.uncaught(ex);
			}
			finally {
				end();
			}
		}

		/**
		 * Cancels this task, if it has not started.
		 */
		boolean drop() {
			boolean dropped = start() != null;
			if (dropped) {
				end();
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

		private void end() {
			Handover.this.tasks.remove(this);
			this.end.countDown();
		}

		boolean hasStarted() {
			return get() == null;
		}

		boolean isMine() {
			return this.thread == ThreadId.current();
		}

		boolean await(long deadline) {
			boolean interrupted = false;
			try {
				while (true) {
					try {
						return this.end.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
					}
					catch (InterruptedException ex) {
						interrupted = true;
					}
				}
			}
			finally {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
