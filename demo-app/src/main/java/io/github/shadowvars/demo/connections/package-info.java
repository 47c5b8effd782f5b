/**
 * A second vendor's object: a pooled JDBC connection with a setting that its class has no
 * field for.
 */
@NullMarked
package io.github.shadowvars.demo.connections;

import org.jspecify.annotations.NullMarked;
