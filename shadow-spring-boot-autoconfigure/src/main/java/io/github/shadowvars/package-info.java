/**
 * Shadow variables: data attached to objects whose class cannot be changed. The model is
 * the Linux kernel's livepatch API of the same name. Start with
 * {@link io.github.shadowvars.ShadowType} and
 * {@link io.github.shadowvars.ShadowRegistry}. Besides this library's packages
 * {@code reachability} and {@code weave}, the package depends on {@code java.*} and
 * JSpecify only.
 * <p>
 * Read records by the names of their components, because a minor version may add
 * components.
 */
@NullMarked
package io.github.shadowvars;

import org.jspecify.annotations.NullMarked;
