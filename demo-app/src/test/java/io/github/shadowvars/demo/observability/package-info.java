/**
 * Tests of the files for Prometheus and Grafana.
 */
@NullMarked
package io.github.shadowvars.demo.observability;

import org.jspecify.annotations.NullMarked;
