/**
 * The vendor's library, which nobody here may change.
 */
@NullMarked
package io.github.shadowvars.demo.vendor;

import org.jspecify.annotations.NullMarked;
