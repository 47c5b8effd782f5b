package io.github.shadowvars.test;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks for garbage collections until a condition is true.
 */
final class GarbageCollector {

	private static final long PAUSE_NANOS = 5_000_000;

	private static final long MAX_PAUSE_NANOS = 100_000_000;

	private GarbageCollector() {
	}

	/**
	 * Returns whether the condition became true before the timeout.
	 */
	static boolean collectUntil(BooleanSupplier condition, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		long pause = PAUSE_NANOS;
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			System.gc();
			LockSupport.parkNanos(pause);
			pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
		}
		return true;
	}

}
