/**
 * Runs the model checker and the stress tests, against the core and against broken copies
 * of it.
 */
@NullMarked
package io.github.shadowvars.proof;

import org.jspecify.annotations.NullMarked;
