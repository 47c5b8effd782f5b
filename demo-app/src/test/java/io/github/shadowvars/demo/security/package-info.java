/**
 * Tests of the security rules in the documentation.
 */
@NullMarked
package io.github.shadowvars.demo.security;

import org.jspecify.annotations.NullMarked;
