package io.github.shadowvars.demo.traffic;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The traffic of the demo.
 *
 * @param enabled whether there is any
 * @param interval the time between two events
 * @param collectInterval the time between two garbage collections: a heap as small as the
 * demo's would hardly see one by itself
 * @param stations how many stations are associated at most
 */
@ConfigurationProperties("demo.traffic")
record TrafficProperties(@DefaultValue("true") boolean enabled, @DefaultValue("200ms") Duration interval,
		@DefaultValue("2s") Duration collectInterval, @DefaultValue("16") int stations) {
}
