/**
 * A mixed load on many application contexts, one after the other, with a balance at the
 * end.
 */
@NullMarked
package io.github.shadowvars.soak;

import org.jspecify.annotations.NullMarked;
