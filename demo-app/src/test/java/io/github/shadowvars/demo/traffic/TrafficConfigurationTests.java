package io.github.shadowvars.demo.traffic;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowStats;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.demo.DemoApplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficConfigurationTests {

	@Test
	void contextWhenTrafficIsOnShouldFreeStationsThatLeaveAndThoseThatVanish() {
		// Contexts of other tests, which are still open, have their own
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		ShadowRegistry registry;
		try (ConfigurableApplicationContext context = run("--demo.traffic.interval=1ms",
				"--demo.traffic.collect-interval=100ms")) {
			registry = context.getBean(ShadowRegistry.class);
			ShadowVariable<?, ?> psLock = Objects.requireNonNull(registry.find("ps-lock"));
			Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
				ShadowStats stats = psLock.stats();
				assertThat(stats.freed()).containsKeys(FreeCause.FREED, FreeCause.PARENT_COLLECTED);
				assertThat(stats.duplicates()).isZero();
			});
		}
		assertThat(registry.isClosed()).isTrue();
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
			.extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("demo-"));
	}

	@Test
	void contextWhenTrafficIsOffShouldHaveNone() {
		try (ConfigurableApplicationContext context = run("--demo.traffic.enabled=false")) {
			assertThat(context.getBeanNamesForType(Traffic.class)).isEmpty();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return SpringApplication.run(DemoApplication.class, StringUtils.addStringToArray(arguments, "--server.port=0"));
	}

}
