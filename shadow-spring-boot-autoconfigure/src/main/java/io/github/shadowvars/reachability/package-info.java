/**
 * Looks for a way from a value to its own parent, which keeps both alive.
 * {@link io.github.shadowvars.reachability.ShadowReachability} is the one door.
 */
@NullMarked
package io.github.shadowvars.reachability;

import org.jspecify.annotations.NullMarked;
