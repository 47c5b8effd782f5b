package io.github.shadowvars;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one id, which the operator of an application chooses: a limit,
 * tracking, a description. Immutable. For example:
 *
 * <pre class="code">
 * ShadowSettings limited = ShadowSettings.builder().maxLive(10_000).onLimit(OnLimit.REJECT).build();
 * ShadowRegistry registry = ShadowRegistry.builder().settings((type) -&gt; limited).build();
 * </pre>
 *
 * @see ShadowRegistry.Builder#settings
 */
public final class ShadowSettings {

	/**
	 * The default settings: enabled, no limit, no tracking, and the type's description.
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
	 * Returns the description that listings show instead of the type's.
	 * @return the description, or {@code null} to show the type's
	 */
	public @Nullable String description() {
		return this.description;
	}

	/**
	 * Returns whether variables can be attached. If not, {@code alloc} and
	 * {@code getOrAlloc} throw an {@link IllegalStateException}, and {@code get} returns
	 * null.
	 * @return {@code true} if they can
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Returns how many variables may be live at once.
	 * @return the number, {@link Long#MAX_VALUE} for no limit
	 */
	public long maxLive() {
		return this.maxLive;
	}

	/**
	 * Returns what happens to a variable that exceeds {@link #maxLive()}.
	 * @return whether it is attached or rejected
	 */
	public OnLimit onLimit() {
		return this.onLimit;
	}

	/**
	 * Returns the name of the setting to change, such as a property. Messages about a
	 * limit or a disabled id show it.
	 * @return the name, or {@code null} if there is none
	 */
	public @Nullable String source() {
		return this.source;
	}

	/**
	 * Returns which variables record their allocation site.
	 * @return the level
	 */
	public ShadowTracking tracking() {
		return this.tracking;
	}

	/**
	 * Builds {@link ShadowSettings}. Not thread-safe. Get one from
	 * {@link ShadowSettings#builder()}.
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
		 * Sets the description that listings show instead of the type's.
		 * @param description the description, or {@code null} to show the type's
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets whether variables can be attached. The default is {@code true}.
		 * @param enabled whether they can
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Sets how many variables may be live at once. The default is no limit.
		 * @param maxLive the number, {@link Long#MAX_VALUE} for no limit
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
		 * Sets what happens to a variable that exceeds the limit. The default is
		 * {@link OnLimit#WARN}.
		 * @param onLimit whether it is attached or rejected
		 * @return this builder
		 * @throws NullPointerException if {@code onLimit} is null
		 */
		public Builder onLimit(OnLimit onLimit) {
			this.onLimit = Arguments.notNull(onLimit, "onLimit");
			return this;
		}

		/**
		 * Sets the name of the setting to change, which messages about a limit or a
		 * disabled id show.
		 * @param source the name, or {@code null} if there is none
		 * @return this builder
		 */
		public Builder source(@Nullable String source) {
			this.source = source;
			return this;
		}

		/**
		 * Sets which variables record their allocation site. The default is
		 * {@link ShadowTracking#OFF}.
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
	 * What happens to a variable that exceeds the limit.
	 */
	public enum OnLimit {

		/**
		 * The variable is attached. The {@linkplain ShadowRegistry.Builder#limitHandler
		 * limit handler} is called once for each crossing of the limit.
		 */
		WARN,

		/**
		 * {@code alloc} and {@code getOrAlloc} throw a {@link ShadowLimitException}
		 * before the constructor runs.
		 */
		REJECT

	}

}
