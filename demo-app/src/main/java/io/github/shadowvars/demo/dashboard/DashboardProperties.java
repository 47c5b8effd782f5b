package io.github.shadowvars.demo.dashboard;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The page of the demo.
 *
 * @param interval the time between two readings of the endpoint, the meters and the
 * stations
 * @param window how long readings are kept for the charts
 */
@ConfigurationProperties("demo.dashboard")
record DashboardProperties(@DefaultValue("1s") Duration interval, @DefaultValue("5m") Duration window) {

	DashboardProperties {
		if (interval.isNegative() || interval.isZero() || window.compareTo(interval) < 0) {
			throw new IllegalArgumentException(
					"demo.dashboard.interval must be positive and demo.dashboard.window no shorter, but they are "
							+ interval + " and " + window);
		}
	}

}
