/**
 * Spring Boot Admin's server beside the demo, for a fleet of its instances.
 */
@NullMarked
package io.github.shadowvars.demo.admin;

import org.jspecify.annotations.NullMarked;
