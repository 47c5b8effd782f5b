package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Visits live variables.
 *
 * @param <P> the type of the parents
 * @param <V> the type of the values
 * @see ShadowVariable#forEach(int, ShadowVisitor)
 */
@FunctionalInterface
public interface ShadowVisitor<P, V> {

	/**
	 * Visits a variable.
	 * @param parent its parent
	 * @param value its value
	 * @param allocation where and when it was attached, or {@code null} if it is not
	 * tracked
	 */
	void visit(P parent, V value, @Nullable ShadowAllocation allocation);

}
