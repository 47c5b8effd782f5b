package io.github.shadowvars;

/**
 * Which variables record where and when they were attached. A change applies to variables
 * that are attached after it. Variables that are tracked already stay tracked until they
 * are freed. For example, to track one id at run time:
 *
 * <pre class="code">
 * variable.track(ShadowTracking.FULL);
 * </pre>
 *
 * @see ShadowVariable#track
 */
public enum ShadowTracking {

	/**
	 * No variable. It costs neither time nor memory.
	 */
	OFF,

	/**
	 * A random fraction of the variables.
	 *
	 * @see ShadowRegistry.Builder#sampleRate
	 */
	SAMPLED,

	/**
	 * Every variable.
	 */
	FULL

}
