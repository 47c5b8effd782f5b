package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Tells garbage collections that free old objects from those that free young ones only.
 * The JVM does not say so without the module {@code java.management}, but shows it: an
 * object that has outlived more collections than any collector takes to move it to the
 * old generation, and that nobody holds any more, is found by a collection of old objects
 * only. A collector without generations finds it each time.
 * <p>
 * Not thread-safe.
 */
final class OldCollections {

	/**
	 * No collector of HotSpot counts further.
	 */
	private static final int OLD_AGE = 16;

	private final Deque<Object> held = new ArrayDeque<>();

	private @Nullable WeakReference<Object> released;

	/**
	 * Notes that there was a garbage collection.
	 * @return whether old objects were collected since the last call, also true while
	 * that cannot be told yet
	 */
	boolean collected() {
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
