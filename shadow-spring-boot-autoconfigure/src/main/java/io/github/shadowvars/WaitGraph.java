package io.github.shadowvars;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records the constructor, lifetime or destructors that each thread waits for. Before a
 * thread waits, this class checks whether it would wait for itself, directly or in a
 * circle. Static, because a circle can lead through several registries. A thread is
 * listed only while it waits.
 */
final class WaitGraph {

	private static final Map<Long, CallbackRun> WAITING = new ConcurrentHashMap<>();

	private WaitGraph() {
	}

	/**
	 * Waits for a constructor to end.
	 * @throws IllegalStateException if the wait would never end, the id is closed, or the
	 * thread is interrupted
	 */
	static void await(CallbackRun constructor, Id<?, ?> id, Object parent) {
		if (constructor.isMine()) {
			throw new IllegalStateException(
					("Shadow %s of %s is being constructed by this thread; change its constructor so that it does not "
							+ "ask for the same variable")
						.formatted(id.label(), Arguments.describe(parent)));
		}
		await(constructor, id, parent,
				"Shadow %s of %s is being constructed by a thread that waits for a constructor on this thread; "
						+ "change one constructor so that it does not ask for the other's variable",
				"Interrupted while another thread constructs shadow %s of %s; try again later");
	}

	/**
	 * Waits for a lifetime that is being asked about a parent, or for the destructors at
	 * the parent's end.
	 * @throws IllegalStateException as in {@link #await}
	 */
	static void awaitLifetime(CallbackRun run, Id<?, ?> id, Object parent) {
		await(run, id, parent,
				"Shadow %s of %s must wait for a lifetime or a destructor of that parent, whose thread waits for a "
						+ "constructor on this thread; change the lifetime or destructor so that it does not ask "
						+ "for variables that other threads construct",
				"Interrupted while another thread asks a lifetime, or runs destructors, for the parent of shadow %s, "
						+ "%s; try again later");
	}

	private static void await(CallbackRun run, Id<?, ?> id, Object parent, String circleMessage,
			String interruptMessage) {
		long me = ThreadId.current();
		boolean circle;
		// Only the thread that would close the circle must fail.
		synchronized (WAITING) {
			circle = leadsTo(me, run);
			if (!circle) {
				WAITING.put(me, run);
			}
		}
		if (circle) {
			throw new IllegalStateException(circleMessage.formatted(id.label(), Arguments.describe(parent)));
		}
		try {
			if (!run.await(id.table()::isClosed)) {
				throw id.closed();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interruptMessage.formatted(id.label(), Arguments.describe(parent)), ex);
		}
		finally {
			WAITING.remove(me);
		}
	}

	private static boolean leadsTo(long me, CallbackRun first) {
		CallbackRun run = first;
		while (true) {
			CallbackRun next = WAITING.get(run.thread());
			// Its thread waits within this run only if the run has not ended.
			if (next == null || run.isDone()) {
				return false;
			}
			if (next.thread() == me && !next.isDone()) {
				return true;
			}
			run = next;
		}
	}

}
