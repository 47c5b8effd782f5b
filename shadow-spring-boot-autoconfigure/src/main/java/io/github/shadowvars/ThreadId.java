package io.github.shadowvars;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Identifies threads without keeping them alive. {@code Thread.threadId} is final, but
 * exists only since JDK 19. {@link Thread#getId()} may be overridden by a method that
 * returns the same number for several threads.
 */
final class ThreadId {

	private static final @Nullable MethodHandle FINAL = find();

	private static final ClassValue<Boolean> OVERRIDDEN = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			try {
				return type.getMethod("getId").getDeclaringClass() != Thread.class;
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException(ex);
			}
		}

	};

	private static final AtomicLong LAST = new AtomicLong();

	/**
	 * Ids for threads that override {@code getId}. They are negative, unlike all others.
	 */
	private static final ThreadLocal<Long> OWN = ThreadLocal.withInitial(LAST::decrementAndGet);

	private ThreadId() {
	}

	private static @Nullable MethodHandle find() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "threadId", MethodType.methodType(long.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * Returns the id of the current thread. Runs no code of the user.
	 */
	static long current() {
		Thread thread = Thread.currentThread();
		if (FINAL != null) {
			return invoke(FINAL, thread);
		}
		// Saves plain threads a look-up that takes an eighth of the time of an alloc and
		// free
		boolean plain = thread.getClass() == Thread.class;
		return (plain || !OVERRIDDEN.get(thread.getClass())) ? thread.getId() : OWN.get();
	}

	private static long invoke(MethodHandle threadId, Thread thread) {
		try {
			return (long) threadId.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
