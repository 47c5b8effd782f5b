package io.github.shadowvars.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.shadowvars.ParentLifetime;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LifetimeBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class));

	@Test
	void lifetimeBeanShouldHoldForParentsOfItsClass() {
		this.runner.withUserConfiguration(OfStations.class).run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			Station station = new Station();
			registry.alloc(station, 1, (same) -> "a");
			registry.alloc(new Object(), 1, (same) -> "b");
			assertThat(station.listeners).hasSize(1);
			station.listeners.forEach(Runnable::run);
			assertThat(registry.get(station, 1)).isNull();
			assertThat(registry.find(1)).isNotNull().satisfies((variable) -> assertThat(variable.count()).isEqualTo(1));
		});
	}

	@Test
	void lifetimeBeanOfAClassShouldHoldForTheParentsThatTheClassDeclares() {
		this.runner.withBean(StationLifetime.class).run((context) -> {
			Station station = new Station();
			context.getBean(ShadowRegistry.class).alloc(station, 1, (same) -> "a");
			assertThat(station.listeners).hasSize(1);
		});
	}

	@Test
	void lifetimeBeanShouldBeAbleToDependOnTheRegistry() {
		this.runner.withUserConfiguration(WithRegistry.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Station station = new Station();
			context.getBean(ShadowRegistry.class).alloc(station, 1, (same) -> "a");
			assertThat(station.listeners).hasSize(1);
		});
	}

	@Test
	void lazyLifetimeBeanShouldNotBeMadeBeforeAParentIsAttachedTo() {
		this.runner.withUserConfiguration(LazyOne.class).run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			registry.alloc(new Object(), 1, (same) -> "a");
			assertThat(context.getBeanFactory().containsSingleton("lazyLifetime")).isFalse();
			registry.alloc(new Station(), 1, (same) -> "a");
			assertThat(context.getBeanFactory().containsSingleton("lazyLifetime")).isTrue();
		});
	}

	// Spring holds a lock while it creates a bean, and another thread needs that lock to
	// create the lifetime
	@Test
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void lazyLifetimeBeanShouldNotBlockABeanThatAttachesWhileItIsCreated() {
		this.runner.withUserConfiguration(LazyOne.class, AttachingBean.class).run((context) -> {
			context.getBean("attaching");
			assertThat(context.getBean(ShadowRegistry.class).find(1)).isNotNull()
				.satisfies((variable) -> Awaitility.await().until(() -> variable.count() == 2));
		});
	}

	@Test
	void lifetimeBeanWithoutAClassShouldFailTheStart() {
		this.runner.withUserConfiguration(Untyped.class, TypeOfStations.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("A ParentLifetime bean must declare the class of its parents, but 'untypedLifetime' does "
						+ "not; declare it as, for example, ParentLifetime<Station>"));
	}

	@Test
	void lifetimeBeanThatNoRegistryOfTheApplicationUsesShouldBeWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(OfStations.class, TypeOfStations.class)
			.withBean("mine", ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(output)
				.contains("The ParentLifetime bean 'stationLifetime' seems to be unused, because no registry bean "
						+ "('mine') depends on it; pass it to the registry's builder with lifetime(Station.class, "
						+ "stationLifetime)"));
	}

	@Test
	void lifetimeBeanWhenItIsUsedShouldNotBeWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(OfStations.class, OwnRegistry.class, TypeOfStations.class)
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withUserConfiguration(OfStations.class, TypeOfStations.class)
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withUserConfiguration(OfStations.class)
			.withBean("mine", ShadowRegistry.class, ShadowRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	static final class Station {

		private final List<Runnable> listeners = new ArrayList<>();

	}

	static final class StationLifetime implements ParentLifetime<Station> {

		@Override
		public void onEnd(Station station, Runnable ended) {
			station.listeners.add(ended);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfStations {

		@Bean
		ParentLifetime<Station> stationLifetime() {
			return (station, ended) -> station.listeners.add(ended);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypeOfStations {

		@Bean
		ShadowType<Station, String> stationName() {
			return ShadowType.builder(Station.class, String.class).name("station-name").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		ShadowRegistryCustomizer own(ParentLifetime<Station> lifetime) {
			return (builder) -> builder.lifetime(Station.class, lifetime);
		}

		@Bean
		ShadowRegistry mine(ShadowRegistryCustomizer own) {
			ShadowRegistry.Builder builder = ShadowRegistry.builder();
			own.customize(builder);
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithRegistry {

		@Bean
		ParentLifetime<Station> stationLifetime(ShadowRegistry registry) {
			Consumer<Station> open = (station) -> assertThat(registry.isClosed()).isFalse();
			return (station, ended) -> {
				open.accept(station);
				station.listeners.add(ended);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyOne {

		@Bean
		@Lazy
		ParentLifetime<Station> lazyLifetime() {
			return (station, ended) -> station.listeners.add(ended);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AttachingBean {

		@Bean
		@Lazy
		Object attaching(ShadowRegistry registry) {
			Thread other = new Thread(() -> registry.alloc(new Station(), 1, (same) -> "other"));
			other.setDaemon(true);
			other.start();
			Awaitility.await().until(() -> other.getState() == Thread.State.WAITING);
			return registry.alloc(new Station(), 1, (same) -> "bean");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Untyped {

		@Bean
		@SuppressWarnings("rawtypes")
		ParentLifetime untypedLifetime() {
			return (parent, ended) -> {
			};
		}

	}

}
