/**
 * Tells when objects of the web end: sessions of WebFlux, and WebSocket sessions.
 */
@NullMarked
package io.github.shadowvars.web;

import org.jspecify.annotations.NullMarked;
