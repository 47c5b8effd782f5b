/**
 * Simulates stations that arrive, sleep, wake and disappear.
 */
@NullMarked
package io.github.shadowvars.demo.traffic;

import org.jspecify.annotations.NullMarked;
