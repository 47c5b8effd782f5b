/**
 * The signal quality of stations, with a mistake that prevents their collection. Start
 * the leak on the page, or with {@code demo.leak=true}.
 */
@NullMarked
package io.github.shadowvars.demo.signal;

import org.jspecify.annotations.NullMarked;
