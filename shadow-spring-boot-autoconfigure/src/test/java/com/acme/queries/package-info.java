/**
 * The first example of the documentation.
 */
@NullMarked
package com.acme.queries;

import org.jspecify.annotations.NullMarked;
