/**
 * Lifetimes of WebFlux sessions and WebSocket sessions.
 */
@NullMarked
package io.github.shadowvars.web;

import org.jspecify.annotations.NullMarked;
