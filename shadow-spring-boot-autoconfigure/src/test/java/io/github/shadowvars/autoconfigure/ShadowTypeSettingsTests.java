package io.github.shadowvars.autoconfigure;

import io.github.shadowvars.ShadowLimitException;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowSettings;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for the properties {@code shadow.types} and {@code shadow.defaults}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowTypeSettingsTests {

	private static final ShadowType<Object, String> PS_LOCK = ShadowType.builder(Object.class, String.class)
		.id(0x1)
		.name("ps-lock")
		.description("of the code")
		.constructor((parent) -> "value")
		.build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class));

	private final Object parent = new Object();

	@Test
	void idShouldNameAnIdThatCodeUsesWithoutAType() {
		this.runner
			.withPropertyValues("shadow.types.sessions.id=0xfffffffffffffffe",
					"shadow.types.sessions.description=Who is logged in", "shadow.types.plain.id=51966")
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc(this.parent, -2, (same) -> "value");
				registry.alloc(this.parent, 0xcafe, (same) -> "value");
				assertThat(registry.find("sessions")).isSameAs(registry.find(-2)).satisfies((variable) -> {
					assertThat(variable.description()).isEqualTo("Who is logged in");
					assertThat(variable.count()).isEqualTo(1);
				});
				assertThat(registry.find("plain")).isSameAs(registry.find(0xcafe)).isNotNull();
			});
	}

	@Test
	void idWhenItAgreesWithTheCodeShouldBeAccepted() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.types.ps-lock.id=0x1")
			.run((context) -> assertThat(context.getBean(ShadowRegistry.class).find("ps-lock")).isNotNull());
	}

	@Test
	void trackingShouldBeThatOfTheTypeElseOfAll() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.tracking.level=sampled", "shadow.types.other.id=0x7",
					"shadow.types.other.tracking=full", "shadow.types.off.id=0x8", "shadow.types.off.tracking=false")
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc(this, 0x7, (parent) -> "value");
				registry.alloc(this, 0x8, (parent) -> "value");
				assertThat(registry.variables()).extracting(ShadowVariable::name, ShadowVariable::tracking)
					.containsExactlyInAnyOrder(tuple("ps-lock", ShadowTracking.SAMPLED),
							tuple("other", ShadowTracking.FULL), tuple("off", ShadowTracking.OFF));
			});
	}

	@ParameterizedTest
	@CsvSource({ "tracking.sample-rate=0,tracking.sample-rate=0.0 is invalid. It must be greater than 0 and at most 1.",
			"tracking.sample-rate=2,tracking.sample-rate=2.0 is invalid. It must be greater than 0 and at most 1.",
			"tracking.skip-packages=a.*,tracking.skip-packages=[a.*] is invalid. Each value must be the name of a package." })
	void startWhenAPropertyAboutLeaksIsWrongShouldFail(String property, String message) {
		this.runner.withPropertyValues("shadow." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidShadowPropertyException.class)
				.hasMessageContaining("Property shadow." + message));
	}

	@Test
	void idShouldLetATypeBeRegisteredAfterTheStart() {
		this.runner
			.withPropertyValues("shadow.types.ps-lock.id=0x1", "shadow.types.ps-lock.description=of the properties")
			.run((context) -> assertThat(context.getBean(ShadowRegistry.class).register(PS_LOCK).description())
				.isEqualTo("of the properties"));
	}

	@Test
	void idWhenTypeIsRegisteredAfterTheStartAndDisagreesShouldRefuseIt() {
		this.runner.withPropertyValues("shadow.types.ps-lock.id=0x2")
			.run((context) -> assertThatExceptionOfType(InvalidShadowPropertyException.class)
				.isThrownBy(() -> context.getBean(ShadowRegistry.class).register(PS_LOCK))
				.withMessage(
						"Property shadow.types.ps-lock.id=0x2 is invalid. The type [%s] has this name, but another id. "
								+ "Set it to 0x1, the id defined in code, or remove it.",
						PS_LOCK));
	}

	@Test
	void descriptionShouldTakeThePlaceOfTheCodesAndLeaveTheTypeEqual() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.types.ps-lock.description=of the properties")
			.run((context) -> {
				ShadowVariable<Object, String> second = context.getBean(ShadowRegistry.class).register(PS_LOCK);
				assertThat(second.description()).isEqualTo("of the properties");
				assertThat(second.owners()).isEqualTo(2);
				assertThat(second.type()).isEqualTo(PS_LOCK);
			});
	}

	@Test
	void enabledWhenFalseShouldRefuseToAttachAndNameTheProperty() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.types.ps-lock.enabled=false", "shadow.types.ps-lock.max-live=1")
			.run((context) -> {
				ShadowVariable<Object, String> variable = context.getBean(ShadowRegistry.class).register(PS_LOCK);
				assertThatIllegalStateException().isThrownBy(() -> variable.getOrAlloc(this.parent))
					.withMessageEndingWith("because it is disabled; enable it with shadow.types.ps-lock.enabled=true");
				assertThat(variable.get(this.parent)).isNull();
			});
	}

	@Test
	void maxLiveWhenOnLimitIsRejectShouldRejectAndNameTheProperty() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.types.ps-lock.max-live=1", "shadow.types.ps-lock.on-limit=reject")
			.run((context) -> {
				ShadowVariable<Object, String> variable = context.getBean(ShadowRegistry.class).register(PS_LOCK);
				variable.alloc(this.parent);
				assertThatExceptionOfType(ShadowLimitException.class).isThrownBy(() -> variable.alloc(new Object()))
					.withMessageEndingWith("free one first, or raise shadow.types.ps-lock.max-live");
			});
	}

	@Test
	void maxLiveWhenCrossedShouldLogOnceAndNameTheProperty(CapturedOutput output) {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.types.ps-lock.max-live=1")
			.run((context) -> {
				ShadowVariable<Object, String> variable = context.getBean(ShadowRegistry.class).register(PS_LOCK);
				variable.alloc(this.parent);
				assertThat(output).doesNotContain("live variables");
				variable.alloc(new Object());
				variable.alloc(new Object());
			});
		assertThat(output)
			.containsOnlyOnce("Shadow 0x1 (ps-lock) has more than 1 live variables; find the code that does not free "
					+ "them, or raise shadow.types.ps-lock.max-live")
			.contains("WARN");
	}

	@Test
	void defaultsShouldApplyToWhatATypeDoesNotSay() {
		this.runner.withBean("psLock", ShadowType.class, () -> PS_LOCK)
			.withPropertyValues("shadow.defaults.max-live=0", "shadow.defaults.on-limit=reject",
					"shadow.types.ps-lock.max-live=1", "shadow.types.warned.id=3", "shadow.types.warned.on-limit=warn")
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc(this.parent, 0x1, (same) -> "value");
				assertThatExceptionOfType(ShadowLimitException.class)
					.isThrownBy(() -> registry.alloc(new Object(), 0x1, (same) -> "value"))
					.withMessageEndingWith("or raise shadow.types.ps-lock.max-live");
				assertThatExceptionOfType(ShadowLimitException.class)
					.isThrownBy(() -> registry.alloc(this.parent, 0x2, (same) -> "value"))
					.withMessageEndingWith("or raise shadow.defaults.max-live");
				assertThat(registry.alloc(this.parent, 0x3, (same) -> "value")).isEqualTo("value");
			});
	}

	@Test
	void nameWhenDottedShouldBeKnownInBrackets() {
		this.runner.withBean("dotted", ShadowType.class, () -> ShadowType.flag(Object.class, 0x4, "acme.Seen"))
			.withPropertyValues("shadow.types[acme.Seen].enabled=false")
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(ShadowRegistry.class).alloc(this.parent, 0x4, (same) -> true))
				.withMessageEndingWith("enable it with shadow.types[acme.Seen].enabled=true"));
	}

	@Test
	void propertiesWhenCustomizerSetsOthersShouldGiveWay() {
		this.runner
			.withBean(ShadowRegistryCustomizer.class,
					() -> (builder) -> builder.settings((type) -> ShadowSettings.DEFAULT))
			.withPropertyValues("shadow.defaults.max-live=0", "shadow.defaults.on-limit=reject")
			.run((context) -> assertThat(
					context.getBean(ShadowRegistry.class).alloc(this.parent, 0x1, (same) -> "value"))
				.isEqualTo("value"));
	}

}
