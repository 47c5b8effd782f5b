/**
 * Code that {@code com.acme} uses to attach values.
 */
@NullMarked
package com.acme.plumbing;

import org.jspecify.annotations.NullMarked;
