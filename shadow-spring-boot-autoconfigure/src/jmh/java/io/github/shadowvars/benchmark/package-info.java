/**
 * Measures this library against its peers. Not part of the ordinary build.
 */
@NullMarked
package io.github.shadowvars.benchmark;

import org.jspecify.annotations.NullMarked;
