/**
 * The live patch: a power-save lock for stations that have no field for it.
 */
@NullMarked
package io.github.shadowvars.demo.powersave;

import org.jspecify.annotations.NullMarked;
