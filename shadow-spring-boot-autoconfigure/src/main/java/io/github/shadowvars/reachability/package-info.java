/**
 * Searches for a path from a value to its own parent, which keeps both alive. Use
 * {@link io.github.shadowvars.reachability.ShadowReachability}; everything else is
 * hidden.
 */
@NullMarked
package io.github.shadowvars.reachability;

import org.jspecify.annotations.NullMarked;
