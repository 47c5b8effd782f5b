package io.github.shadowvars;

/**
 * Of which variables a registry remembers where and when they were attached. A change
 * holds for what is attached from then on: what was tracked before stays so until it is
 * freed, and what was not cannot be made up for.
 *
 * @see ShadowVariable#track
 */
public enum ShadowTracking {

	/**
	 * Of none. It costs neither time nor memory.
	 */
	OFF,

	/**
	 * Of a share of them, chosen at random.
	 *
	 * @see ShadowRegistry.Builder#sampleRate
	 */
	SAMPLED,

	/**
	 * Of all.
	 */
	FULL

}
