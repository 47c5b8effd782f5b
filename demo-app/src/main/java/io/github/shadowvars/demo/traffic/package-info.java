/**
 * Keeps stations coming, sleeping, waking and vanishing.
 */
@NullMarked
package io.github.shadowvars.demo.traffic;

import org.jspecify.annotations.NullMarked;
