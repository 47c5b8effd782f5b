/**
 * The actuator endpoint that lists and purges shadow variables.
 * <p>
 * Records, and the JSON of them, are to be read by the names of their components: a minor
 * version may add some.
 */
@NullMarked
package io.github.shadowvars.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
