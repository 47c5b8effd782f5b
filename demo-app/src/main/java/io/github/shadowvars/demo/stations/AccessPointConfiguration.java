package io.github.shadowvars.demo.stations;

import io.github.shadowvars.demo.vendor.AccessPoint;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An access point with stations from before the patch.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessPointProperties.class)
class AccessPointConfiguration {

	@Bean
	AccessPoint accessPoint(AccessPointProperties properties) {
		AccessPoint accessPoint = new AccessPoint();
		for (int i = 1; i <= properties.stationsBeforePatch(); i++) {
			accessPoint.associate("02:00:00:00:00:%02x".formatted(i));
		}
		return accessPoint;
	}

}
