/**
 * Who may see and who may purge the demo's shadow variables.
 */
@NullMarked
package io.github.shadowvars.demo.security;

import org.jspecify.annotations.NullMarked;
