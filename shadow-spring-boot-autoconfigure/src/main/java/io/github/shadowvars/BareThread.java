package io.github.shadowvars;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.TimeUnit;

/**
 * Creates threads that inherit nothing from the creating thread, waits for their end, and
 * reports exceptions that nobody handles. An inherited context class loader,
 * thread-local, thread group or priority would keep the creating thread's classes alive,
 * or depend on the creator of the registry. On JDK 17, so would the access control
 * context, which holds the class loaders of all classes on the stack.
 */
final class BareThread {

	private BareThread() {
	}

	/**
	 * Creates a daemon thread without starting it.
	 */
	@SuppressWarnings({ "removal", "ThreadPriorityCheck" })
	static Thread create(String name, Runnable body) {
		PrivilegedAction<Thread> action = () -> {
			Thread thread = new Thread(root(), body, name, 0, false);
			thread.setContextClassLoader(null);
			thread.setPriority(Thread.NORM_PRIORITY);
			thread.setDaemon(true);
			return thread;
		};
		return AccessController.doPrivileged(action);
	}

	private static ThreadGroup root() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
			group = parent;
		}
		return group;
	}

	/**
	 * Passes an exception that nobody else handles to the current thread's handler.
	 */
	static void uncaught(Throwable ex) {
		Thread thread = Thread.currentThread();
		try {
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
		catch (Throwable ignored) {
			// Like the JVM, ignores exceptions of the last handler.
		}
	}

	/**
	 * Waits until a thread has ended, but at most until a deadline. Does not wait for the
	 * current thread. Interrupts do not end the wait; the interrupt status is kept.
	 */
	static void join(Thread thread, long deadline) {
		if (thread != Thread.currentThread()) {
			TimedWait.uninterruptibly(deadline, (nanos) -> {
				TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
				return !thread.isAlive();
			});
		}
	}

}
