package io.github.shadowvars;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;

/**
 * Runs code on new threads.
 */
public final class Race {

	static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

	private Race() {
	}

	/**
	 * Runs a task on threads that start together, and returns the result of each.
	 */
	static <T> List<T> run(ThreadFactory threads, int count, Racer<T> racer) throws Exception {
		CyclicBarrier start = new CyclicBarrier(count);
		List<Running<T>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int index = i;
			all.add(start(threads, () -> {
				start.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
				return racer.run(index);
			}));
		}
		List<T> results = new ArrayList<>();
		for (Running<T> running : all) {
			results.add(running.result());
		}
		return results;
	}

	/**
	 * Runs a task on daemon threads that start together, and returns the result of each.
	 */
	public static <T> List<T> run(int count, Racer<T> racer) throws Exception {
		return run(Race::daemon, count, racer);
	}

	/**
	 * Runs a task on a thread of its own. The common pool has one thread where there are
	 * two processors.
	 */
	public static <T> Running<T> start(Callable<T> task) {
		return start(Race::daemon, task);
	}

	public static Running<?> start(Runnable task) {
		return start(Executors.callable(task));
	}

	static <T> Running<T> start(ThreadFactory threads, Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		Thread thread = threads.newThread(future);
		thread.start();
		return new Running<>(thread, future);
	}

	/**
	 * Returns the kinds of threads of this JDK.
	 */
	static Stream<Named<ThreadFactory>> threads() {
		Stream<Named<ThreadFactory>> platform = Stream.of(Named.of("platform threads", Race::daemon));
		return VIRTUAL_THREADS ? Stream.concat(platform, Stream.of(Named.of("virtual threads", virtual()))) : platform;
	}

	static ThreadFactory virtual() {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "racer");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Waits until a thread is waiting or has ended.
	 */
	static void awaitIdle(Thread thread) {
		Awaitility.await().atMost(DEADLINE).pollInterval(Duration.ofMillis(2)).until(() -> switch (thread.getState()) {
			case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
			case NEW, RUNNABLE -> false;
		});
	}

	@FunctionalInterface
	public interface Racer<T> {

		T run(int index) throws Exception;

	}

	public record Running<T>(Thread thread, FutureTask<T> future) {

		public T result() throws Exception {
			return this.future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
		}

		/**
		 * Waits until the task's thread is waiting.
		 */
		Running<T> awaitIdle() {
			Race.awaitIdle(this.thread);
			return this;
		}

	}

}
