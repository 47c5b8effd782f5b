/**
 * Netty channels as parents of shadow variables.
 */
@NullMarked
package io.github.shadowvars.netty;

import org.jspecify.annotations.NullMarked;
