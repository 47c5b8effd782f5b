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
 * The results of the agent in this JVM: whether it was started, which classes it has
 * woven, and which named classes it has not woven, with the reason. Thread-safe. Holds
 * only names, and no classes. For example:
 *
 * <pre class="code">
 * Weaving.results().forEach((result) -&gt; System.out.println(result.name() + " " + result.reason()));
 * </pre>
 */
public final class Weaving {

	/**
	 * A bound, because a pattern may match any number of classes.
	 */
	private static final int MAX_RESULTS = 10_000;

	private static final Map<String, Result> RESULTS = new LinkedHashMap<>();

	private static final List<Consumer<? super Result>> LISTENERS = new CopyOnWriteArrayList<>();

	private static volatile boolean active;

	private Weaving() {
	}

	/**
	 * Returns whether the agent was started with this JVM. The result never changes after
	 * the application's {@code main} has started.
	 * @return whether classes can be woven
	 */
	public static boolean isActive() {
		return active;
	}

	/**
	 * Returns the results so far, the oldest first, at most 10,000.
	 * @return a snapshot of the results
	 */
	public static List<Result> results() {
		synchronized (RESULTS) {
			return new ArrayList<>(RESULTS.values());
		}
	}

	/**
	 * Adds a listener for further results. Threads call it while they load a class, so it
	 * should return soon and load few classes. It is held strongly until it is removed.
	 * An exception that it throws is ignored.
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
	 * Notes that the agent was started. Only the agent calls this method.
	 */
	public static void activate() {
		active = true;
	}

	/**
	 * Adds the result for a class. Only the agent calls this method. The first result for
	 * a name is kept.
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
			catch (Throwable ex) {
				// An exception of a listener does not change the result
			}
		}
	}

	/**
	 * The result for a named class.
	 *
	 * @param name the name of the class, the configured text if it is not a class name,
	 * or the resource that cannot be read
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
