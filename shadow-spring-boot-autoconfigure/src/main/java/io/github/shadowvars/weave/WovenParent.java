package io.github.shadowvars.weave;

import org.jspecify.annotations.Nullable;

/**
 * An object whose class the agent has given a field for its shadow variables. The agent
 * implements this interface; applications neither implement nor call it. The content of
 * the field belongs to the library: a caller that changes it loses variables.
 * <p>
 * Reading and writing are volatile. A copy that {@code clone()} makes has the same
 * content as the original, which the library knows not to be its own.
 */
public interface WovenParent {

	/**
	 * Returns the content of the field.
	 * @return the content, or {@code null} if nothing was ever attached
	 */
	@Nullable Object shadow$cells();

	/**
	 * Replaces the content of the field.
	 * @param cells the new content, or {@code null} to clear the field
	 */
	void shadow$cells(@Nullable Object cells);

}
