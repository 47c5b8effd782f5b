/**
 * Restarts like those of Spring Boot's developer tools.
 */
@NullMarked
package io.github.shadowvars.restart;

import org.jspecify.annotations.NullMarked;
