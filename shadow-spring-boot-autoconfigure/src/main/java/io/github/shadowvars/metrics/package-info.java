/**
 * Micrometer meters of shadow variables.
 */
@NullMarked
package io.github.shadowvars.metrics;

import org.jspecify.annotations.NullMarked;
