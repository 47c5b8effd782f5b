package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * What whoever runs a registry decides about one id, beside what its type declares.
 *
 * @param description what listings show in place of the type's description, or
 * {@code null} to show that
 * @param enabled whether variables can be attached; if not, {@code alloc} and
 * {@code getOrAlloc} throw an {@link IllegalStateException}, and {@code get} answers null
 * @param maxLive how many variables may live at once, {@link Long#MAX_VALUE} for any
 * number
 * @param onLimit what becomes of a variable beyond {@code maxLive}
 * @param source what the message of a refusal names as the setting to change, such as a
 * property, or {@code null} if there is no such name
 * @param tracking of which variables it is remembered where they were attached
 * @see ShadowRegistry.Builder#settings
 */
public record ShadowSettings(@Nullable String description, boolean enabled, long maxLive, OnLimit onLimit,
		@Nullable String source, ShadowTracking tracking) {

	/**
	 * Enabled, without a limit, not tracked, and with the type's description.
	 */
	public static final ShadowSettings DEFAULT = new ShadowSettings(null, true, Long.MAX_VALUE, OnLimit.WARN, null,
			ShadowTracking.OFF);

	/**
	 * Creates settings.
	 * @param description what listings show in place of the type's description
	 * @param enabled whether variables can be attached
	 * @param maxLive how many variables may live at once
	 * @param onLimit what becomes of a variable beyond {@code maxLive}
	 * @param source the setting that messages name
	 * @param tracking of which variables it is remembered where they were attached
	 * @throws NullPointerException if {@code onLimit} or {@code tracking} is null
	 * @throws IllegalArgumentException if {@code maxLive} is negative
	 */
	public ShadowSettings {
		Arguments.notNull(onLimit, "onLimit");
		Arguments.notNull(tracking, "tracking");
		if (maxLive < 0) {
			throw new IllegalArgumentException(
					"maxLive must not be negative, but is %d; use Long.MAX_VALUE for no limit".formatted(maxLive));
		}
	}

	/**
	 * What becomes of a variable beyond the limit.
	 */
	public enum OnLimit {

		/**
		 * It is attached. The {@linkplain ShadowRegistry.Builder#limitHandler limit
		 * handler} is told once for each time that the limit is crossed.
		 */
		WARN,

		/**
		 * It is refused with a {@link ShadowLimitException}, before its constructor runs.
		 */
		REJECT

	}

}
