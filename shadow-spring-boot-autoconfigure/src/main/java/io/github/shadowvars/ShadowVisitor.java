package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Visits live variables. For example, to print where the first hundred were attached:
 *
 * <pre class="code">
 * variable.forEach(100, (parent, value, allocation) -&gt; {
 *     if (allocation != null) {
 *         System.out.println(allocation.site());
 *     }
 * });
 * </pre>
 *
 * @param <P> the type of the parents
 * @param <V> the type of the values
 * @see ShadowVariable#forEach(int, ShadowVisitor)
 */
@FunctionalInterface
public interface ShadowVisitor<P, V> {

	/**
	 * Visits a variable. Called without a lock held, so it may use the registry.
	 * @param parent the parent
	 * @param value the value
	 * @param allocation where and when the variable was attached, or {@code null} if it
	 * is not tracked
	 */
	void visit(P parent, V value, @Nullable ShadowAllocation allocation);

}
