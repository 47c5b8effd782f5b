package io.github.shadowvars;

/**
 * The failure of a destructor, or a callback that does not return. For example, to log
 * it:
 *
 * <pre class="code">
 * ShadowRegistry.builder()
 *     .failureHandler((failure) -&gt; logger.warn(failure.message(), failure.exception()))
 * </pre>
 *
 * @param variable the variable whose destructor failed
 * @param parent the parent as {@code class@identityHash}, {@code a collected parent}, or
 * {@code a parent} if it is not known
 * @param cause why the variable was freed
 * @param exception what the destructor threw, or a
 * {@link java.util.concurrent.TimeoutException} for a callback that does not return
 */
public record ShadowFailure(ShadowVariable<?, ?> variable, String parent, FreeCause cause, Throwable exception) {

	/**
	 * Returns a message for the log.
	 * @return for example {@code The destructor of shadow 0x1 (ps-lock) of
	 * com.acme.Station@1b2c3d failed, cause FREED}
	 */
	public String message() {
		if (this.exception instanceof UnfinishedException) {
			return String.valueOf(this.exception.getMessage());
		}
		return "The destructor of shadow %s of %s failed, cause %s".formatted(this.variable.type().label(), this.parent,
				this.cause);
	}

}
