/**
 * The demo's page. It is a client like any other: all that it shows and does goes over
 * HTTP, to the endpoint, the meters and the stations.
 */
@NullMarked
package io.github.shadowvars.demo.dashboard;

import org.jspecify.annotations.NullMarked;
