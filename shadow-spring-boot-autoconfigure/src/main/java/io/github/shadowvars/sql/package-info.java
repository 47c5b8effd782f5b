/**
 * Lifetimes of database connections: JDBC connections of any pool, and R2DBC connections.
 */
@NullMarked
package io.github.shadowvars.sql;

import org.jspecify.annotations.NullMarked;
