/**
 * The vendor's library. The demo does not change it.
 */
@NullMarked
package io.github.shadowvars.demo.vendor;

import org.jspecify.annotations.NullMarked;
