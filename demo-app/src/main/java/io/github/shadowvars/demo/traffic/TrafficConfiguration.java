package io.github.shadowvars.demo.traffic;

import java.util.Random;

import io.github.shadowvars.demo.vendor.AccessPoint;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(TrafficProperties.class)
@ConditionalOnBooleanProperty(name = "demo.traffic.enabled", matchIfMissing = true)
class TrafficConfiguration {

	@Bean
	Traffic traffic(AccessPoint accessPoint, TrafficProperties properties) {
		return new Traffic(accessPoint, properties.stations(), new Random());
	}

	@Bean
	SchedulingConfigurer trafficSchedule(Traffic traffic, TrafficProperties properties) {
		return (tasks) -> {
			tasks.addFixedDelayTask(traffic::step, properties.interval());
			tasks.addFixedDelayTask(System::gc, properties.collectInterval());
		};
	}

}
