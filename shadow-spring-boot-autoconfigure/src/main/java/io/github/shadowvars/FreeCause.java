package io.github.shadowvars;

/**
 * Why a shadow variable was freed. If several causes race, the destructor gets the one
 * that freed the variable. For example:
 *
 * <pre class="code">
 * builder.destructor((connection, tenant, cause) -&gt; {
 *     if (cause == FreeCause.PARENT_COLLECTED) {
 *         logger.warn("{} was not freed before its connection was collected", tenant);
 *     }
 * })
 * </pre>
 */
public enum FreeCause {

	/** {@code free} freed this variable. */
	FREED,

	/** {@code freeAll} freed every variable of the id. */
	FREED_ALL,

	/** An operator purged the id. */
	PURGED,

	/**
	 * The parent ends: a {@link ParentLifetime} reported it, or
	 * {@link ShadowRegistry#freeParent freeParent} was called.
	 */
	PARENT_DESTROYED,

	/**
	 * The parent was garbage-collected. The destructor gets {@code null} as the parent.
	 */
	PARENT_COLLECTED,

	/** The last owner of the id closed its handle. */
	UNREGISTERED,

	/** The registry was closed. */
	CLOSED

}
