/**
 * Shadow variables: data attached to objects whose class cannot be changed, after the
 * Linux kernel's livepatch API of that name. Depends on {@code java.*} and JSpecify only.
 * <p>
 * Records are to be read by the names of their components: a minor version may add some.
 */
@NullMarked
package io.github.shadowvars;

import org.jspecify.annotations.NullMarked;
