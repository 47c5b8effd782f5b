/**
 * How well stations are heard: with a mistake that keeps them from being collected, to be
 * found on the page, or with {@code demo.leak=true}.
 */
@NullMarked
package io.github.shadowvars.demo.signal;

import org.jspecify.annotations.NullMarked;
