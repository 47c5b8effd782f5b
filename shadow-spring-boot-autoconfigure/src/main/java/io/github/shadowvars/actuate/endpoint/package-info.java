/**
 * The actuator endpoint that lists and purges shadow variables.
 */
@NullMarked
package io.github.shadowvars.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
