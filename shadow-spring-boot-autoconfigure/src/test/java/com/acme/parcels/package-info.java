/**
 * The documentation's example of a watched test.
 */
@NullMarked
package com.acme.parcels;

import org.jspecify.annotations.NullMarked;
