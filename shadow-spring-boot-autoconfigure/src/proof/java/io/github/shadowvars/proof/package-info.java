/**
 * Runs the model checker and the stress tests, against the core and against copies of it
 * that are broken.
 */
@NullMarked
package io.github.shadowvars.proof;

import org.jspecify.annotations.NullMarked;
