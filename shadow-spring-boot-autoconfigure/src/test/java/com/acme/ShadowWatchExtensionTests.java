package com.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.autoconfigure.ShadowAutoConfiguration;
import io.github.shadowvars.test.ShadowWatchExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Tests for {@link ShadowWatchExtension}: runs the test classes inside.
 */
@SuppressWarnings("NullAway") // null is what one test passes
class ShadowWatchExtensionTests {

	private static final ShadowRegistry registry = ShadowRegistry.create();

	private static final List<Object> parents = new ArrayList<>();

	@AfterAll
	static void close() {
		parents.clear();
		registry.close();
	}

	@BeforeEach
	void forget() {
		parents.clear();
	}

	@Test
	void testWhenNothingIsLeftShouldPassAndBeUnwatchedAfterwards() {
		registry.alloc(keep(), 1, (parent) -> "from before");
		assertThat(failures(PlainTests.class)).isEmpty();
		assertThat(tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void testWhenVariablesAreLeftShouldFailAndNameTheLine() {
		assertThat(failures(LeavingTests.class)).singleElement()
			.isInstanceOf(AssertionError.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains(
					"some are left:\n  0x2: 1\n    1 attached at com.acme.ShadowWatchExtensionTests$LeavingTests.leave");
	}

	@Test
	void testWhenItFailedShouldReportWhatIsLeftAsSuppressed() {
		assertThat(failures(FailingTests.class)).singleElement()
			.satisfies((failure) -> assertThat(failure).hasMessage("The test failed"))
			.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage)
				.asString()
				.contains("  0x3: 1\n"));
	}

	@Test
	void springTestShouldWatchTheRegistryOfItsContext() {
		assertThat(failures(SpringTests.class)).singleElement()
			.isInstanceOf(AssertionError.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("SpringTests.leave");
	}

	@Test
	void springTestWhenItClosesItsContextShouldPass() {
		assertThat(failures(ClosingTests.class)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { PlainClassTests.class, RegistrylessTests.class, TwoRegistriesTests.class })
	void testWhenTheContextHasNoSuchBeanShouldSayWhatIsMissing(Class<?> tests) {
		assertThat(failures(tests)).singleElement()
			.isInstanceOf(IllegalStateException.class)
			.extracting(Throwable::getMessage)
			.isEqualTo("ShadowWatchExtension must know the registry, but the application context of " + tests.getName()
					+ " has no ShadowRegistry bean, or several and no primary one; include one, for example by "
					+ "@SpringBootTest, or register new ShadowWatchExtension(registry)");
	}

	@Test
	void newWhenTheRegistryIsNullShouldThrow() {
		assertThatNullPointerException().isThrownBy(() -> new ShadowWatchExtension(null))
			.withMessage("registry must not be null");
	}

	private static List<Throwable> failures(Class<?> tests) {
		EngineExecutionResults results = EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
		assertThat(results.testEvents().started().count()).isPositive();
		return results.testEvents()
			.failed()
			.stream()
			.map((event) -> event.getRequiredPayload(TestExecutionResult.class))
			.map((result) -> result.getThrowable().orElseThrow())
			.toList();
	}

	private static ShadowTracking tracking() {
		return Objects.requireNonNull(registry.find(1)).tracking();
	}

	private static Object keep() {
		Object parent = new Object();
		parents.add(parent);
		return parent;
	}

	static class PlainTests {

		@RegisterExtension
		static final ShadowWatchExtension watch = new ShadowWatchExtension(registry);

		@Test
		void free() {
			Object parent = keep();
			registry.alloc(parent, 1, (object) -> "value");
			assertThat(tracking()).isEqualTo(ShadowTracking.FULL);
			registry.free(parent, 1);
		}

		@Nested
		class InnerTests {

			@Test
			void free() {
				Object parent = keep();
				registry.alloc(parent, 1, (object) -> "value");
				registry.free(parent, 1);
			}

		}

	}

	static class LeavingTests {

		@RegisterExtension
		final ShadowWatchExtension watch = new ShadowWatchExtension(registry);

		@Test
		void leave() {
			registry.alloc(keep(), 2, (parent) -> "value");
		}

		@Test
		void leaveNothing() {
			registry.alloc(new Object(), 2, (parent) -> "value");
		}

	}

	static class FailingTests {

		@RegisterExtension
		static final ShadowWatchExtension watch = new ShadowWatchExtension(registry);

		@Test
		void fail() {
			registry.alloc(keep(), 3, (parent) -> "value");
			throw new IllegalStateException("The test failed");
		}

	}

	@SpringJUnitConfig(RegistryConfiguration.class)
	@ExtendWith(ShadowWatchExtension.class)
	static class SpringTests {

		@Autowired
		private ShadowRegistry bean;

		@Test
		void leave() {
			this.bean.alloc(keep(), 1, (parent) -> "value");
		}

		@Test
		void leaveNothing() {
			Object parent = keep();
			this.bean.alloc(parent, 1, (object) -> "value");
			this.bean.freeParent(parent);
		}

	}

	@ExtendWith(ShadowWatchExtension.class)
	@SpringJUnitConfig(RegistryConfiguration.class)
	@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
	static class ClosingTests {

		@Autowired
		private ShadowRegistry bean;

		@Test
		void leave() {
			this.bean.alloc(keep(), 1, (parent) -> "value");
		}

	}

	@ExtendWith(ShadowWatchExtension.class)
	static class PlainClassTests {

		@Test
		void pass() {
		}

	}

	@SpringJUnitConfig(Object.class)
	@ExtendWith(ShadowWatchExtension.class)
	static class RegistrylessTests {

		@Test
		void pass() {
		}

	}

	@SpringJUnitConfig(TwoRegistriesConfiguration.class)
	@ExtendWith(ShadowWatchExtension.class)
	static class TwoRegistriesTests {

		@Test
		void pass() {
		}

	}

	static class TwoRegistriesConfiguration {

		@Bean
		ShadowRegistry one() {
			return ShadowRegistry.create();
		}

		@Bean
		ShadowRegistry another() {
			return ShadowRegistry.create();
		}

	}

	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class RegistryConfiguration {

	}

}
