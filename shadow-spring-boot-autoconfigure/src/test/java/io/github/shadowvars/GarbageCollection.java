package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests garbage collections until an effect is visible.
 */
final class GarbageCollection {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private GarbageCollection() {
	}

	static void runUntil(ThrowingRunnable assertion) {
		Awaitility.await().atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
			System.gc();
			assertion.run();
		});
	}

	static void runUntilAllCleared(List<? extends WeakReference<?>> references) {
		runUntil(() -> assertThat(references).allMatch((reference) -> reference.refersTo(null)));
	}

	static void runUntilCleared(WeakReference<?> reference) {
		Awaitility.await().atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).until(() -> {
			System.gc();
			return reference.refersTo(null);
		});
	}

	/**
	 * Runs a complete garbage collection: objects that were unreachable before this call
	 * are collected when it returns.
	 */
	static void run() {
		runUntilCleared(garbage());
	}

	private static WeakReference<Object> garbage() {
		return new WeakReference<>(new Object());
	}

}
