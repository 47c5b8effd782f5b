package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.actuate.health.ShadowHealthIndicator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowHealthAutoConfiguration} and {@link ShadowHealthIndicator}.
 */
class ShadowHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowHealthAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("shadow.health.enabled=true");

	private final List<Object> parents = new ArrayList<>();

	@Test
	void healthShouldBeDownWithDetailsWhileAnIdIsSuspect() {
		this.runner.run((context) -> {
			ShadowHealthIndicator indicator = context.getBean(ShadowHealthIndicator.class);
			assertThat(context.getBean(HealthContributorRegistry.class).getContributor("shadow")).isSameAs(indicator);
			assertThat(indicator.health()).isEqualTo(Health.up().build());
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.alloc(this, 2, (parent) -> "not suspect");
			collectUntil(() -> {
				grow(registry);
				assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			});
			assertThat(indicator.health().getDetails()).containsOnly(Map.entry("0x1234",
					Map.of("id", "0x1234", "live", (long) this.parents.size(), "allocated", (long) this.parents.size(),
							"reason", "The lowest count within several garbage collections keeps rising")));
			collectUntil(() -> assertThat(indicator.health()).isEqualTo(Health.up().build()));
		});
	}

	@Test
	void runWhenNotEnabledShouldProvideNone() {
		this.runner.withPropertyValues("shadow.health.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ShadowHealthIndicator.class));
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowHealthAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean(ShadowHealthIndicator.class));
	}

	@Test
	void runWhenDisabledShouldProvideNone() {
		this.runner.withPropertyValues("shadow.enabled=false")
			.withBean(ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).doesNotHaveBean(ShadowHealthIndicator.class));
	}

	@Test
	void runWhenUserProvidesABeanOfTheNameShouldBackOff() {
		this.runner.withBean("shadowHealthIndicator", Object.class, Object::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShadowHealthIndicator.class));
	}

	@Test
	void runWhenHealthIsMissingShouldProvideNone() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowHealthAutoConfiguration.class))
			.withPropertyValues("shadow.health.enabled=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("shadowHealthIndicator"));
	}

	private void grow(ShadowRegistry registry) {
		Object parent = new Object();
		this.parents.add(parent);
		registry.alloc(parent, 0x1234, (self) -> "value");
	}

	private static void collectUntil(Runnable assertion) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			System.gc();
			assertion.run();
		});
	}

}
