/**
 * What is loaded anew for each life of the context.
 */
@NullMarked
package io.github.shadowvars.soak.app;

import org.jspecify.annotations.NullMarked;
