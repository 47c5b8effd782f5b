/**
 * Assertions for tests of code that attaches shadow variables. Only
 * {@link io.github.shadowvars.test.ShadowWatchExtension} needs a test framework.
 */
@NullMarked
package io.github.shadowvars.test;

import org.jspecify.annotations.NullMarked;
