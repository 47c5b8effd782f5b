package io.github.shadowvars.demo.stations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The access point of the demo.
 *
 * @param stationsBeforePatch the number of stations that are associated before the patch,
 * at most 255
 */
@ConfigurationProperties("demo.access-point")
record AccessPointProperties(@DefaultValue("4") int stationsBeforePatch) {

	AccessPointProperties {
		if (stationsBeforePatch < 0 || stationsBeforePatch > 255) {
			throw new IllegalArgumentException(
					"demo.access-point.stations-before-patch must be from 0 to 255, but is " + stationsBeforePatch);
		}
	}

}
