package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a type is registered whose id or name belongs to a different type, and when
 * an id is first used without a type, and its name belongs to another id. The message
 * names both types, says which of them holds the id or the name, and how they differ. To
 * register a type only if its id is not taken:
 *
 * <pre class="code">
 * try {
 *     registry.register(type);
 * }
 * catch (ShadowIdConflictException ex) {
 *     logger.warn(type + " is not registered, because its id or name belongs to " + ex.holder(), ex);
 * }
 * </pre>
 */
public final class ShadowIdConflictException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable ShadowType<?, ?> holder;

	ShadowIdConflictException(String message, ShadowType<?, ?> holder) {
		super(message);
		this.holder = holder;
	}

	/**
	 * Returns the type that holds the id or the name.
	 * @return the type, or {@code null} if this exception was deserialized
	 */
	public @Nullable ShadowType<?, ?> holder() {
		return this.holder;
	}

}
