package com.acme.consumer;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.test.ShadowWatchExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the extension with the JUnit version of each line of Spring Boot.
 */
@SpringBootTest
@ExtendWith(ShadowWatchExtension.class)
class WatchTests {

	@Autowired
	private ShadowRegistry registry;

	@Test
	void testShouldBeWatched() {
		assertThat(this.registry.find(0x1).tracking()).isEqualTo(ShadowTracking.FULL);
	}

}
