/**
 * Code outside the library, like a user's code.
 */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
