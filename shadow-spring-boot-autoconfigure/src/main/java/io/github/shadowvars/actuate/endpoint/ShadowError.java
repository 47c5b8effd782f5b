package io.github.shadowvars.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why a request was refused.
 *
 * @param error what was wrong, and what to send instead
 */
record ShadowError(String error) implements OperationResponseBody {
}
