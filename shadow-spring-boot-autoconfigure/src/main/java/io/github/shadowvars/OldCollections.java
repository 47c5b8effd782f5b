package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes garbage collections that free old objects from those of young objects.
 * Without the module {@code java.management}, the JVM does not report the difference, but
 * it can be observed: an object that has survived enough collections to be in the old
 * generation, and is then released, is cleared only by a collection of old objects. A
 * collector without generations clears it each time.
 * <p>
 * Not thread-safe.
 */
final class OldCollections {

	/**
	 * No collector of HotSpot has a higher tenuring threshold.
	 */
	private static final int OLD_AGE = 16;

	private final Deque<Object> held = new ArrayDeque<>();

	private @Nullable WeakReference<Object> released;

	/**
	 * Notes that there was a garbage collection.
	 * @return whether old objects were collected since the last call; true while this is
	 * unknown
	 */
	boolean record() {
		boolean old = this.released == null || this.released.refersTo(null);
		if (old && this.held.size() >= OLD_AGE) {
			this.released = new WeakReference<>(this.held.remove());
		}
		if (this.held.size() < OLD_AGE) {
			this.held.add(new Object());
		}
		return old;
	}

}
