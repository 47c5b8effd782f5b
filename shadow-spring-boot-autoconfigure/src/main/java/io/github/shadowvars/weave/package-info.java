/**
 * Woven parents: classes with a field for their shadow variables, which an agent adds.
 * This package is in the library's jar and in the agent's, so that the classes that are
 * woven and the library see the same {@link io.github.shadowvars.weave.WovenParent}.
 */
@NullMarked
package io.github.shadowvars.weave;

import org.jspecify.annotations.NullMarked;
