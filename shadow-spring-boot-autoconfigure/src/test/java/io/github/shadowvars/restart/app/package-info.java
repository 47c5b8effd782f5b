/**
 * What is loaded anew at each restart.
 */
@NullMarked
package io.github.shadowvars.restart.app;

import org.jspecify.annotations.NullMarked;
