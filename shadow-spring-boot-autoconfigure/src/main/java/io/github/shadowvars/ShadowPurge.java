package io.github.shadowvars;

/**
 * What a purge did.
 *
 * @param freed how many variables it freed
 * @param destructorFailures how many of their destructors threw
 */
public record ShadowPurge(long freed, long destructorFailures) {
}
