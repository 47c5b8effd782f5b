package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.metrics.ShadowMeterBinder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowMetricsAutoConfiguration}.
 */
class ShadowMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(ShadowAutoConfiguration.class, ShadowMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void runShouldPublishMeters() {
		this.runner.run((context) -> {
			context.getBean(ShadowRegistry.class).alloc(this, 0x1234, (parent) -> "value");
			assertThat(context.getBean(MeterRegistry.class).get("shadow.variables").tag("id", "0x1234").gauge().value())
				.isEqualTo(1);
		});
	}

	@Test
	void runWhenIdsAreLimitedShouldAddUpTheRest() {
		this.runner.withPropertyValues("shadow.metrics.max-ids=0").run((context) -> {
			context.getBean(ShadowRegistry.class).alloc(this, 0x1234, (parent) -> "value");
			assertThat(context.getBean(MeterRegistry.class).get("shadow.variables").tag("id", "other").gauge().value())
				.isEqualTo(1);
		});
	}

	@Test
	void runWhenContextRestartsShouldLeaveNoMeterBehind() {
		SimpleMeterRegistry shared = new SimpleMeterRegistry();
		for (int i = 0; i < 2; i++) {
			this.runner.run((context) -> {
				context.getBean("shadowMeterBinder", MeterBinder.class).bindTo(shared);
				context.getBean(ShadowRegistry.class).alloc(this, 0x1234, (parent) -> "value");
				assertThat(shared.get("shadow.allocations").functionCounter().count()).isEqualTo(1);
			});
			assertThat(shared.getMeters()).isEmpty();
		}
	}

	@Test
	void runWhenMetersAreDisabledShouldPublishNone() {
		this.runner.withPropertyValues("shadow.metrics.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean("shadowMeterBinder"));
	}

	@Test
	void runWhenDisabledShouldPublishNone() {
		this.runner.withPropertyValues("shadow.enabled=false")
			.withBean(ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).doesNotHaveBean("shadowMeterBinder"));
	}

	@Test
	void runWhenUserProvidesABinderShouldBackOff() {
		this.runner.withBean("own", ShadowMeterBinder.class, () -> new ShadowMeterBinder(ShadowRegistry.create(), 1))
			.run((context) -> assertThat(context).doesNotHaveBean("shadowMeterBinder").hasBean("own"));
	}

	@Test
	void runWhenMicrometerIsMissingShouldPublishNone() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ShadowRegistry.class)
				.doesNotHaveBean("shadowMeterBinder"));
	}

	@Test
	void runWhenThereIsNoMeterRegistryShouldPublishNone() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ShadowAutoConfiguration.class, ShadowMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean("shadowMeterBinder"));
	}

}
