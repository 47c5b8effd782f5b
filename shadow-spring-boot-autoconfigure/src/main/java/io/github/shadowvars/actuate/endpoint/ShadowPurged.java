package io.github.shadowvars.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a purge did.
 *
 * @param id the id in hex, or {@code *} for all
 * @param freed how many variables were freed
 * @param destructorFailures how many of their destructors failed
 */
public record ShadowPurged(String id, long freed, long destructorFailures) implements OperationResponseBody {
}
