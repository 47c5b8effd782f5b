/**
 * A second vendor's object: a pooled JDBC connection gets a setting that its class has no
 * place for.
 */
@NullMarked
package io.github.shadowvars.demo.connections;

import org.jspecify.annotations.NullMarked;
