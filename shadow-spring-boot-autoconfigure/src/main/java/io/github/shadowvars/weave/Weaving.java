package io.github.shadowvars.weave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What the agent has done in this JVM: whether it was started, which classes it has
 * woven, and which named classes it has not, with the reason. Thread-safe. Holds names
 * only, no classes.
 */
public final class Weaving {

	/**
	 * A pattern may name any number of classes.
	 */
	private static final int MAX_RESULTS = 10_000;

	private static final Map<String, Result> RESULTS = new LinkedHashMap<>();

	private static final List<Consumer<? super Result>> LISTENERS = new CopyOnWriteArrayList<>();

	private static volatile boolean active;

	private Weaving() {
	}

	/**
	 * Returns whether the agent was started with this JVM. The answer never changes once
	 * the application's {@code main} has begun.
	 * @return whether classes can be woven
	 */
	public static boolean isActive() {
		return active;
	}

	/**
	 * Returns what became of the named classes that were loaded so far, in the order in
	 * which they were loaded, 10,000 at most.
	 * @return the results
	 */
	public static List<Result> results() {
		synchronized (RESULTS) {
			return new ArrayList<>(RESULTS.values());
		}
	}

	/**
	 * Adds a listener for further results. It is called by threads that load classes,
	 * while they do, so it should return soon and load little. It is held strongly until
	 * it is removed.
	 * @param listener called with each new result
	 * @throws NullPointerException if the listener is null
	 */
	public static void addListener(Consumer<? super Result> listener) {
		LISTENERS.add(Objects.requireNonNull(listener, "listener must not be null"));
	}

	/**
	 * Removes a listener.
	 * @param listener the listener; one that was not added is ignored
	 */
	public static void removeListener(Consumer<? super Result> listener) {
		LISTENERS.remove(listener);
	}

	/**
	 * Notes that the agent was started. Called by the agent only.
	 */
	public static void activate() {
		active = true;
	}

	/**
	 * Notes what became of a class. Called by the agent only; of one name the first
	 * result counts.
	 * @param result the result
	 */
	public static void add(Result result) {
		synchronized (RESULTS) {
			if (RESULTS.size() >= MAX_RESULTS || RESULTS.putIfAbsent(result.name(), result) != null) {
				return;
			}
		}
		for (Consumer<? super Result> listener : LISTENERS) {
			try {
				listener.accept(result);
			}
			catch (RuntimeException | Error ex) {
				// The class is woven, or is not, whatever a listener throws
			}
		}
	}

	/**
	 * What became of a named class.
	 *
	 * @param name the name of the class, or what stands in the place of a name and is
	 * none
	 * @param reason why it was not woven, or {@code null} if it was
	 */
	public record Result(String name, @Nullable String reason) {

		/**
		 * Returns whether the class has a field for its shadow variables.
		 * @return whether it is woven
		 */
		public boolean isWoven() {
			return this.reason == null;
		}

	}

}
