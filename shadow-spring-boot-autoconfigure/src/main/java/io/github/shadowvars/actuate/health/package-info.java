/**
 * The health indicator of shadow variables.
 */
@NullMarked
package io.github.shadowvars.actuate.health;

import org.jspecify.annotations.NullMarked;
