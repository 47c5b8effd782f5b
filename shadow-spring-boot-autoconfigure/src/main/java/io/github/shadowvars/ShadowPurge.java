package io.github.shadowvars;

/**
 * The result of a purge. For example:
 *
 * <pre class="code">
 * ShadowPurge purge = variable.purge();
 * logger.info("Freed {} variables, {} destructors failed", purge.freed(), purge.destructorFailures());
 * </pre>
 *
 * @param freed the number of freed variables
 * @param destructorFailures the number of destructors that threw, including those of
 * variables whose parents were collected
 */
public record ShadowPurge(long freed, long destructorFailures) {
}
