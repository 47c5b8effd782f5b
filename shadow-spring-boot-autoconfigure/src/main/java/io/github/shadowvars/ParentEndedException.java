package io.github.shadowvars;

/**
 * Thrown by {@code alloc} and {@code getOrAlloc} when a {@link ParentLifetime} has
 * reported the end of the parent. Nothing was attached. A caller can handle this like any
 * closed resource:
 *
 * <pre class="code">
 * try {
 *     variable.getOrAlloc(session).add(message);
 * }
 * catch (ParentEndedException ex) {
 *     // the session was closed meanwhile
 * }
 * </pre>
 */
public final class ParentEndedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ParentEndedException(String message) {
		super(message);
	}

}
