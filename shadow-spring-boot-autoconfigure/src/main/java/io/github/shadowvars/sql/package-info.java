/**
 * Tells when connections to databases end: those of JDBC, whatever pool they are in, and
 * those of R2DBC.
 */
@NullMarked
package io.github.shadowvars.sql;

import org.jspecify.annotations.NullMarked;
