/**
 * Auto-configuration of shadow variables for Spring Boot.
 */
@NullMarked
package io.github.shadowvars.autoconfigure;

import org.jspecify.annotations.NullMarked;
