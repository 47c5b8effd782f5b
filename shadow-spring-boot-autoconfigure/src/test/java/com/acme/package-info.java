/**
 * Code outside the library, as a user's is.
 */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
