package io.github.shadowvars.demo.traffic;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The traffic of the demo.
 *
 * @param enabled whether there is traffic
 * @param interval the time between two events
 * @param collectInterval the time between two garbage collections, which would be rare
 * otherwise, because the demo allocates little
 * @param stations the maximal number of associated stations
 */
@ConfigurationProperties("demo.traffic")
record TrafficProperties(@DefaultValue("true") boolean enabled, @DefaultValue("200ms") Duration interval,
		@DefaultValue("2s") Duration collectInterval, @DefaultValue("16") int stations) {
}
