package io.github.shadowvars.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The result of a purge. Immutable. For example:
 *
 * <pre class="code">
 * ShadowPurged purged = endpoint.purge("tenant");
 * System.out.println(purged.freed() + " variables were freed");
 * </pre>
 *
 * @param id the id in hex, or {@code *} for all ids
 * @param freed the number of freed variables
 * @param destructorFailures the number of destructors that failed, including those of
 * variables whose parents were collected
 */
public record ShadowPurged(String id, long freed, long destructorFailures) implements OperationResponseBody {
}
