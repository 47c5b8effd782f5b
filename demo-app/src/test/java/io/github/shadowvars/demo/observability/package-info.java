/**
 * The demo as Prometheus and Grafana see it.
 */
@NullMarked
package io.github.shadowvars.demo.observability;

import org.jspecify.annotations.NullMarked;
