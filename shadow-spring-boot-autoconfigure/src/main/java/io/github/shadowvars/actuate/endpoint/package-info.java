/**
 * The actuator endpoint that lists, purges and tracks shadow variables.
 * <p>
 * Read records, and their JSON, by the names of their components, because a minor version
 * may add components.
 */
@NullMarked
package io.github.shadowvars.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
