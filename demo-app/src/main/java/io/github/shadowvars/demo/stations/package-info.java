/**
 * Stations over HTTP.
 */
@NullMarked
package io.github.shadowvars.demo.stations;

import org.jspecify.annotations.NullMarked;
