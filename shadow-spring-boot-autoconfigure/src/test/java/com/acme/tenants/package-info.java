/**
 * The first example of the documentation.
 */
@NullMarked
package com.acme.tenants;

import org.jspecify.annotations.NullMarked;
