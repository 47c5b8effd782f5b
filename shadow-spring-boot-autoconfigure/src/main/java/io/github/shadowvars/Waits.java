package io.github.shadowvars;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which thread waits for which constructor: found out before it waits that it would wait
 * for itself, alone or in a circle. Static, because a circle can lead through several
 * registries; a thread is in here only while it waits.
 */
final class Waits {

	private static final Map<Thread, Callback> WAITING = new ConcurrentHashMap<>();

	private Waits() {
	}

	/**
	 * Waits for a constructor to end.
	 * @throws IllegalStateException if it would never end, or the thread is interrupted
	 */
	static void await(Callback constructor, RegisteredId<?, ?> id, Object parent) {
		Thread me = Thread.currentThread();
		if (constructor.thread() == me) {
			throw new IllegalStateException(
					"Shadow %s of %s is being constructed by this very thread; its constructor must not ask for it"
						.formatted(id.label(), Arguments.describe(parent)));
		}
		boolean circle;
		// Of the threads in a circle only the one that would close it must fail.
		synchronized (WAITING) {
			circle = leadsTo(me, constructor);
			if (!circle) {
				WAITING.put(me, constructor);
			}
		}
		if (circle) {
			throw new IllegalStateException(("Shadow %s of %s is being constructed by a thread that waits for what "
					+ "this thread is constructing; let one constructor not ask for the other's variable")
				.formatted(id.label(), Arguments.describe(parent)));
		}
		try {
			constructor.await(Long.MAX_VALUE);
		}
		catch (InterruptedException ex) {
			me.interrupt();
			throw new IllegalStateException(
					"Interrupted while another thread constructs shadow %s of %s; ask again once it is done"
						.formatted(id.label(), Arguments.describe(parent)),
					ex);
		}
		finally {
			WAITING.remove(me);
		}
	}

	private static boolean leadsTo(Thread me, Callback first) {
		Callback callback = first;
		while (true) {
			Thread owner = callback.thread();
			Callback next = (owner != null) ? WAITING.get(owner) : null;
			// Only if the callback still runs now does its thread wait within it.
			if (next == null || callback.isDone()) {
				return false;
			}
			if (next.thread() == me && !next.isDone()) {
				return true;
			}
			callback = next;
		}
	}

}
