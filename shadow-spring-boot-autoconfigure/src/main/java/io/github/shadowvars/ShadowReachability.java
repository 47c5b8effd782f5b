package io.github.shadowvars;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Whether a value strongly reaches its own parent, which keeps both alive for ever: the
 * one mistake that no weak reference survives.
 *
 * @param result what was found out
 * @param path how the parent is reached from the value, such as
 * {@code value.listener.this$0}, or for {@link Result#UNKNOWN} where sight ended;
 * {@code []}, {@code [key]} and {@code [value]} stand for an element, a key and a value.
 * {@code null} for {@link Result#DOES_NOT}
 * @param classes the names of the classes of the objects on the path, the value's first,
 * that of a lambda without its address
 * @param reason for {@link Result#UNKNOWN}, what ended sight, and the remedy; else
 * {@code null}
 */
public record ShadowReachability(Result result, @Nullable String path, List<String> classes, @Nullable String reason) {

	/**
	 * Creates a result.
	 * @param result what was found out
	 * @param path how the parent is reached
	 * @param classes the names of the classes on the path
	 * @param reason what ended sight
	 * @throws NullPointerException if the result or the classes are null
	 */
	public ShadowReachability {
		Arguments.notNull(result, "result");
		classes = List.copyOf(Arguments.notNull(classes, "classes"));
	}

	/**
	 * Looks for a way from a value to its parent, the shortest first: over the fields of
	 * objects, whatever their visibility, elements of arrays, and those of the JDK's
	 * collections, which are traversed without calling any method of what is in them. No
	 * other code is called: not {@code equals}, not {@code hashCode}, no proxy.
	 * <p>
	 * Weak, soft and phantom references are no way. Neither are classes with their static
	 * fields and the registry, which are there whatever the value holds, nor the values
	 * of other shadow variables. It ends at a depth of 50, or after 10,000 references.
	 * Thread-safe, but objects are read as they change: to be sure, look when nothing
	 * does.
	 * @param value where to start
	 * @param parent what to look for
	 * @return {@link Result#DOES_NOT} only if everything that the value holds was seen
	 * @throws NullPointerException if an argument is null
	 */
	public static ShadowReachability of(Object value, Object parent) {
		Arguments.notNull(value, "value");
		Arguments.notNull(parent, "parent");
		return new ReachabilityWalk(parent).from(value);
	}

	/**
	 * What was found out.
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
		 * What was seen does not reach the parent, but not all was seen: the module
		 * system hides fields, there is too much to see, or it changed under the look.
		 */
		UNKNOWN

	}

}
