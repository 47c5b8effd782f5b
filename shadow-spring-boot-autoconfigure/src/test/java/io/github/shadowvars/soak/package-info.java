/**
 * A mixed load over the lives of many application contexts, with a balance at the end.
 */
@NullMarked
package io.github.shadowvars.soak;

import org.jspecify.annotations.NullMarked;
