/**
 * Assertions for tests of code that attaches shadow variables. It needs no test
 * framework.
 */
@NullMarked
package io.github.shadowvars.test;

import org.jspecify.annotations.NullMarked;
