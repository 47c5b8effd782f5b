package com.acme.snippets;

import io.github.shadowvars.ShadowRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the example of the page 'Getting started'.
 */
@SpringBootTest(classes = { StationConfiguration.class, WakeUp.class },
		webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ImportAutoConfiguration(classes = io.github.shadowvars.autoconfigure.ShadowAutoConfiguration.class)
class StationTests {

	@Test
	void wakeShouldAttachALock(@Autowired WakeUp wakeUp, @Autowired ShadowRegistry registry) {
		Station station = new Station();
		wakeUp.wake(station);
		wakeUp.wake(station);
		assertThat(station.isAwake()).isTrue();
		assertThat(wakeUp.stationLock().count()).isEqualTo(1);
		assertThat(registry.freeParent(station)).isEqualTo(1);
	}

}
