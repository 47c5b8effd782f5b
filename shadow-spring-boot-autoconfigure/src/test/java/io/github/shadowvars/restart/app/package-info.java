/**
 * Classes that are loaded again at each restart.
 */
@NullMarked
package io.github.shadowvars.restart.app;

import org.jspecify.annotations.NullMarked;
