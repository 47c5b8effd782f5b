package io.github.shadowvars.reachability;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Whether a value strongly reaches its own parent, which keeps both alive for ever: the
 * one mistake that weak references cannot prevent.
 *
 * @param result the result of the search
 * @param path how the parent is reached from the value, such as
 * {@code value.listener.this$0}, or for {@link Result#UNKNOWN} where the search ended;
 * {@code []}, {@code [key]} and {@code [value]} stand for an element, a key and a value,
 * and {@code <ps-lock>} for the value that the variable {@code ps-lock} attaches to the
 * object before it. {@code null} for {@link Result#DOES_NOT}
 * @param classes the names of the classes of the objects on the path, the value's first,
 * the name of a lambda's class without its address
 * @param reason for {@link Result#UNKNOWN}, why the search ended there, and the remedy;
 * else {@code null}
 */
public record ShadowReachability(Result result, @Nullable String path, List<String> classes, @Nullable String reason) {

	/**
	 * Creates a result.
	 * @param result the result of the search
	 * @param path how the parent is reached
	 * @param classes the names of the classes on the path
	 * @param reason why the search ended
	 * @throws NullPointerException if the result or the classes are null
	 */
	public ShadowReachability {
		Objects.requireNonNull(result, "result must not be null");
		classes = List.copyOf(Objects.requireNonNull(classes, "classes must not be null"));
	}

	/**
	 * Searches for a path from a value to its parent, the shortest first. Applications
	 * call {@link io.github.shadowvars.ShadowVariable#reachability} in place of this
	 * method, which says what is followed.
	 * @param value where to start
	 * @param parent the object to search for
	 * @param attached by name of a variable, the look-up of the value that it attaches to
	 * an object; it must not call the object's code
	 * @param unfollowed the classes whose instances are there whatever the value holds
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
		 * The value keeps its parent alive.
		 */
		REACHES_PARENT,

		/**
		 * It does not.
		 */
		DOES_NOT,

		/**
		 * No path was found, but not everything was seen: the module system or a native
		 * image hides fields, there are too many objects, or they changed meanwhile.
		 */
		UNKNOWN

	}

}
