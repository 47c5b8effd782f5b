package com.acme.snippets;

import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class StationConfiguration {

	@Bean
	ShadowType<Station, ReentrantLock> stationLock() {
		return ShadowType.builder(Station.class, ReentrantLock.class)
			.name("station-lock")
			.description("Guards the wake-up of a station")
			.constructor((station) -> new ReentrantLock())
			.build();
	}

}
