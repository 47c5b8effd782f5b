/**
 * Classes that are loaded again for each context.
 */
@NullMarked
package io.github.shadowvars.soak.app;

import org.jspecify.annotations.NullMarked;
