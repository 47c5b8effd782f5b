/**
 * What {@code com.acme} uses to attach.
 */
@NullMarked
package com.acme.plumbing;

import org.jspecify.annotations.NullMarked;
