/**
 * A user's classes, which the agent weaves.
 */
@NullMarked
package com.acme.woven;

import org.jspecify.annotations.NullMarked;
