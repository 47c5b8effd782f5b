/**
 * A Spring Boot Admin server next to the demo, for several instances of it.
 */
@NullMarked
package io.github.shadowvars.demo.admin;

import org.jspecify.annotations.NullMarked;
