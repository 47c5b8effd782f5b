/**
 * A demonstration of shadow variables: an access point and its live patch.
 */
@NullMarked
package io.github.shadowvars.demo;

import org.jspecify.annotations.NullMarked;
