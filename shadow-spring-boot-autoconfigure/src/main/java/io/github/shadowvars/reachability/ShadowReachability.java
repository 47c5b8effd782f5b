package io.github.shadowvars.reachability;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Whether a value strongly reaches its own parent. If it does, neither is collected until
 * the variable is freed, although the registry holds parents weakly. Immutable; it holds
 * names only, no objects or classes. For example:
 *
 * <pre class="code">
 * ShadowReachability reachability = variable.reachability(parent, value);
 * if (reachability.result() == Result.REACHES_PARENT) {
 *     logger.warn("The value holds its parent: {}", reachability.path()); // value.listener.this$0
 * }
 * </pre>
 *
 * @param result the result of the search
 * @param path the path from the value to the parent, such as
 * {@code value.listener.this$0}. For {@link Result#UNKNOWN}, the path to where the search
 * ended. {@code []}, {@code [key]} and {@code [value]} are an element, a key and a value,
 * and {@code <ps-lock>} is the value that the variable {@code ps-lock} attaches to the
 * object before it. {@code null} for {@link Result#DOES_NOT}
 * @param classes the names of the classes of the objects on the path, the value's class
 * first. The name of a lambda's class has no address
 * @param reason for {@link Result#UNKNOWN}, why the search ended there, and the remedy;
 * otherwise {@code null}
 */
public record ShadowReachability(Result result, @Nullable String path, List<String> classes, @Nullable String reason) {

	/**
	 * Creates a result.
	 * @param result the result of the search
	 * @param path the path from the value to the parent
	 * @param classes the names of the classes on the path
	 * @param reason why the search ended
	 * @throws NullPointerException if the result or the classes are null
	 */
	public ShadowReachability {
		Objects.requireNonNull(result, "result must not be null");
		classes = List.copyOf(Objects.requireNonNull(classes, "classes must not be null"));
	}

	/**
	 * Searches for the shortest path from a value to its parent. The core calls this
	 * method. Applications call {@link io.github.shadowvars.ShadowVariable#reachability},
	 * which describes what the search follows.
	 * @param value where to start
	 * @param parent the object to search for
	 * @param attached for each variable, by name, a function that returns the value that
	 * it attaches to an object. It must not call the object's code
	 * @param unfollowed classes whose instances are not searched, because they exist
	 * independently of the value
	 * @return the result
	 * @throws NullPointerException if an argument is null
	 */
	public static ShadowReachability of(Object value, Object parent,
			Map<String, ? extends Function<Object, @Nullable Object>> attached, Set<Class<?>> unfollowed) {
		Objects.requireNonNull(value, "value must not be null");
		Objects.requireNonNull(parent, "parent must not be null");
		Objects.requireNonNull(attached, "attached must not be null");
		Objects.requireNonNull(unfollowed, "unfollowed must not be null");
		return new ReachabilityWalk(parent, attached, unfollowed).from(value);
	}

	/**
	 * The result of a search.
	 */
	public enum Result {

		/**
		 * The value reaches its parent, and keeps it alive.
		 */
		REACHES_PARENT,

		/**
		 * The value does not reach its parent.
		 */
		DOES_NOT,

		/**
		 * No path was found, but the search did not see everything: the module system or
		 * a native image hides fields, the class of a field is missing, there is a
		 * {@code ThreadLocal}, there are too many objects or they are too deep, or they
		 * changed during the search.
		 */
		UNKNOWN

	}

}
