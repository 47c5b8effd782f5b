package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * What whoever runs a registry decides about one id, beside what its type declares.
 * Immutable.
 *
 * @see ShadowRegistry.Builder#settings
 */
public final class ShadowSettings {

	/**
	 * Enabled, without a limit, not tracked, and with the type's description.
	 */
	public static final ShadowSettings DEFAULT = builder().build();

	private final @Nullable String description;

	private final boolean enabled;

	private final long maxLive;

	private final OnLimit onLimit;

	private final @Nullable String source;

	private final ShadowTracking tracking;

	private ShadowSettings(Builder builder) {
		this.description = builder.description;
		this.enabled = builder.enabled;
		this.maxLive = builder.maxLive;
		this.onLimit = builder.onLimit;
		this.source = builder.source;
		this.tracking = builder.tracking;
	}

	/**
	 * Returns a builder that starts with {@link #DEFAULT}.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns what listings show in place of the type's description.
	 * @return the description, or {@code null} to show the type's
	 */
	public @Nullable String description() {
		return this.description;
	}

	/**
	 * Tells whether variables can be attached. If not, {@code alloc} and
	 * {@code getOrAlloc} throw an {@link IllegalStateException}, and {@code get} answers
	 * null.
	 * @return {@code true} if they can
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Returns how many variables may live at once.
	 * @return the number, {@link Long#MAX_VALUE} for any
	 */
	public long maxLive() {
		return this.maxLive;
	}

	/**
	 * Returns what becomes of a variable beyond {@link #maxLive()}.
	 * @return what becomes of it
	 */
	public OnLimit onLimit() {
		return this.onLimit;
	}

	/**
	 * Returns what the message of a refusal names as the setting to change, such as a
	 * property.
	 * @return the setting, or {@code null} if there is no such name
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Returns of which variables it is remembered where they were attached.
	 * @return the level
	 */
	public ShadowTracking tracking() {
		return this.tracking;
	}

	/**
	 * Builds {@link ShadowSettings}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String description;

		private boolean enabled = true;

		private long maxLive = Long.MAX_VALUE;

		private OnLimit onLimit = OnLimit.WARN;

		private @Nullable String source;

		private ShadowTracking tracking = ShadowTracking.OFF;

		private Builder() {
		}

		/**
		 * Sets what listings show in place of the type's description.
		 * @param description the description, or {@code null} to show the type's
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets whether variables can be attached.
		 * @param enabled whether they can
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Sets how many variables may live at once.
		 * @param maxLive the number, {@link Long#MAX_VALUE} for any
		 * @return this builder
		 * @throws IllegalArgumentException if the number is negative
		 */
		public Builder maxLive(long maxLive) {
			if (maxLive < 0) {
				throw new IllegalArgumentException(
						"maxLive must not be negative, but is %d; use Long.MAX_VALUE for no limit".formatted(maxLive));
			}
			this.maxLive = maxLive;
			return this;
		}

		/**
		 * Sets what becomes of a variable beyond the limit.
		 * @param onLimit what becomes of it
		 * @return this builder
		 * @throws NullPointerException if it is null
		 */
		public Builder onLimit(OnLimit onLimit) {
			this.onLimit = Arguments.notNull(onLimit, "onLimit");
			return this;
		}

		/**
		 * Sets what the message of a refusal names as the setting to change.
		 * @param source the setting, or {@code null} if there is no such name
		 * @return this builder
		 */
		public Builder source(@Nullable String source) {
			this.source = source;
			return this;
		}

		/**
		 * Sets of which variables it is remembered where they were attached.
		 * @param tracking the level
		 * @return this builder
		 * @throws NullPointerException if the level is null
		 */
		public Builder tracking(ShadowTracking tracking) {
			this.tracking = Arguments.notNull(tracking, "tracking");
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 */
		public ShadowSettings build() {
			return new ShadowSettings(this);
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
