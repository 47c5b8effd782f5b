/**
 * A fleet of demos.
 */
@NullMarked
package io.github.shadowvars.demo.admin;

import org.jspecify.annotations.NullMarked;
