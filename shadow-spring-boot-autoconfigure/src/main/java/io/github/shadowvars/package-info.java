/**
 * Shadow variables: data attached to objects whose class cannot be changed, after the
 * Linux kernel's livepatch API of that name. Depends on {@code java.*} and JSpecify only.
 */
@NullMarked
package io.github.shadowvars;

import org.jspecify.annotations.NullMarked;
