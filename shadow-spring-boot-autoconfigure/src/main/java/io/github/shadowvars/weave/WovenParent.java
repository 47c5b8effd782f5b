package io.github.shadowvars.weave;

import org.jspecify.annotations.Nullable;

/**
 * An object whose class has a field for its shadow variables, which the agent added. The
 * agent implements this interface; applications neither implement nor call it. The
 * content of the field belongs to the library. A caller that changes it may lose
 * variables.
 * <p>
 * Reads and writes are volatile. A copy by {@code clone()} has the same content as the
 * original. The library detects that. A test can check that a class is woven:
 *
 * <pre class="code">
 * assertThat(new Station()).isInstanceOf(WovenParent.class);
 * </pre>
 */
public interface WovenParent {

	/**
	 * Returns the content of the field.
	 * @return the content, which may be {@code null}
	 */
	@Nullable Object shadow$cells();

	/**
	 * Replaces the content of the field.
	 * @param cells the new content, or {@code null} to clear the field
	 */
	void shadow$cells(@Nullable Object cells);

}
