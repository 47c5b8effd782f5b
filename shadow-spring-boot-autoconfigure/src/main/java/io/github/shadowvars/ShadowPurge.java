package io.github.shadowvars;

/**
 * The result of a purge.
 *
 * @param freed the number of freed variables
 * @param destructorFailures the number of their destructors that threw
 */
public record ShadowPurge(long freed, long destructorFailures) {
}
