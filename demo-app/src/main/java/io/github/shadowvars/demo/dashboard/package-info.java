/**
 * The demo's page. It uses only HTTP requests to the endpoint, the meters and the
 * stations, like any other client.
 */
@NullMarked
package io.github.shadowvars.demo.dashboard;

import org.jspecify.annotations.NullMarked;
