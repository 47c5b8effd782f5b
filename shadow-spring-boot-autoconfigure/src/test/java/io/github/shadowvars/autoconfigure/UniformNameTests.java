package io.github.shadowvars.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.github.shadowvars.ShadowLimitException;
import io.github.shadowvars.ShadowRegistry;
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
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for names that are the same in uniform form.
 */
@ExtendWith(OutputCaptureExtension.class)
class UniformNameTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ShadowAutoConfiguration.class));

	private final Object parent = new Object();

	@ParameterizedTest
	@CsvSource({ "ps-lock, shadow.types.ps-lock", "ps-lock, shadow.types.psLock", "ps-lock, shadow.types.pslock",
			"ps-lock, shadow.types.PS-LOCK", "psLock, shadow.types.ps-lock", "PSLock, shadow.types[pslock]",
			"a.B-c, 'shadow.types[a.bc]'", "a_B, 'shadow.types[A_b]'", "a_b, shadow.types.a_b" })
	void propertyWhenNameIsTheSameInUniformFormShouldBeThatOfTheType(String name, String prefix) {
		this.runner.withBean("type", ShadowType.class, () -> ShadowType.flag(Object.class, 1, name))
			.withPropertyValues(prefix + ".description=set")
			.run((context) -> assertThat(context.getBean(ShadowRegistry.class).find(name))
				.extracting(ShadowVariable::description)
				.isEqualTo("set"));
	}

	@ParameterizedTest
	@CsvSource({ "a.b, shadow.types.ab", "a_b, shadow.types.ab", "a.b, 'shadow.types[a_b]'" })
	void propertyWhenDotsOrUnderscoresDifferShouldFail(String name, String prefix) {
		this.runner.withBean("type", ShadowType.class, () -> ShadowType.flag(Object.class, 1, name))
			.withPropertyValues(prefix + ".description=set")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidShadowPropertyException.class)
				.hasMessageContaining("Neither a type that is registered at the start nor a property 'id' declares")
				.hasMessageContaining("Known names, the nearest first: '" + name + "'."));
	}

	@Test
	void environmentVariableShouldSetThePropertyOfTheType() {
		this.runner.withBean("type", ShadowType.class, () -> ShadowType.flag(Object.class, 1, "ps-lock"))
			.withInitializer(
					EnvironmentVariables.of("SHADOW_TYPES_PSLOCK_MAXLIVE=1", "SHADOW_TYPES_PSLOCK_ONLIMIT=reject"))
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc(this.parent, 1, (same) -> true);
				assertThatExceptionOfType(ShadowLimitException.class)
					.isThrownBy(() -> registry.alloc(new Object(), 1, (same) -> true))
					.withMessageEndingWith("raise shadow.types.ps-lock.max-live");
			});
	}

	@Test
	void environmentVariableShouldWinOverAFileAndLeaveTheRestOfTheFile() {
		this.runner.withBean("type", ShadowType.class, () -> ShadowType.flag(Object.class, 1, "ps-lock"))
			.withInitializer(EnvironmentVariables.of("SHADOW_TYPES_PSLOCK_MAXLIVE=1"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file",
						Map.of("shadow.types.ps-lock.max-live", "7", "shadow.types.ps-lock.on-limit", "reject",
								"shadow.types.ps-lock.description", "of the file"))))
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				assertThat(Objects.requireNonNull(registry.find(1)).description()).isEqualTo("of the file");
				registry.alloc(this.parent, 1, (same) -> true);
				assertThatExceptionOfType(ShadowLimitException.class)
					.isThrownBy(() -> registry.alloc(new Object(), 1, (same) -> true));
			});
	}

	@Test
	void environmentVariableShouldNameAnId() {
		this.runner.withInitializer(EnvironmentVariables.of("SHADOW_TYPES_USERSESSIONS_ID=0x7"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file", Map.of("shadow.types.user-sessions.id", "0x8"))))
			.run((context) -> {
				ShadowRegistry registry = context.getBean(ShadowRegistry.class);
				registry.alloc(this.parent, 7, (same) -> true);
				assertThat(registry.find("user-sessions")).isSameAs(registry.find(7)).isNotNull();
			});
	}

	@Test
	void findShouldStayExact() {
		this.runner.withBean("type", ShadowType.class, () -> ShadowType.flag(Object.class, 1, "ps-lock"))
			.run((context) -> {
				assertThat(context.getBean(ShadowRegistry.class).find("pslock")).isNull();
				assertThat(context.getBean(ShadowRegistry.class).find("PS-LOCK")).isNull();
			});
	}

	@Test
	void propertiesWhenTwoSpellingsDisagreeShouldFail() {
		this.runner.withPropertyValues("shadow.types[a.B].id=1", "shadow.types[a.b].id=2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidShadowPropertyException.class)
				.hasMessageContaining("are the same, because case and dashes are ignored. Use the same spelling in "
						+ "all properties."));
	}

	@Test
	void registerWhenNameIsTheSameInUniformFormShouldRefuseIt() {
		this.runner.run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			ShadowVariable<Object, Boolean> first = registry.register(ShadowType.flag(Object.class, 1, "ps-lock"));
			ShadowType<Object, Boolean> second = ShadowType.flag(Object.class, 2, "psLock");
			assertThatIllegalStateException().isThrownBy(() -> registry.register(second))
				.withMessage("A shadow type cannot have the name 'psLock' next to a type with the name 'ps-lock': "
						+ "properties cannot tell them apart, because case and dashes are ignored; rename one of "
						+ "them");
			assertThat(registry.find(2)).isNull();
			first.close();
			assertThat(registry.register(second).name()).isEqualTo("psLock");
		});
	}

	@Test
	void registerWhenTwoThreadsUseTheSameUniformFormAtOnceShouldWarn(CapturedOutput output) {
		this.runner.run((context) -> {
			ShadowRegistry registry = context.getBean(ShadowRegistry.class);
			// The registry calls this method after it has got the settings of the type
			Thread thread = new Thread(() -> registry.register(ShadowType.flag(Object.class, 1, "ps-lock"))) {

				private boolean called;

				@Override
				public ClassLoader getContextClassLoader() {
					if (Thread.currentThread() == this && !this.called) {
						this.called = true;
						Thread other = new Thread(() -> registry.register(ShadowType.flag(Object.class, 2, "psLock")));
						startAndJoin(other);
					}
					return super.getContextClassLoader();
				}

			};
			startAndJoin(thread);
			assertThat(registry.variables()).extracting(ShadowVariable::name).containsExactly("ps-lock", "psLock");
		});
		assertThat(output)
			.containsOnlyOnce("The shadow types 'ps-lock' and 'psLock' were registered at the same time: properties "
					+ "cannot tell them apart, because case and dashes are ignored; rename one of them");
	}

	@Test
	void registerWhenManyNamesCameAndWentShouldNotKeepThem() {
		RegisteredNames names = new RegisteredNames();
		try (ShadowRegistry registry = ShadowRegistry.builder().build()) {
			names.use(registry);
			for (int i = 0; i < 10_000; i++) {
				names.add("name" + i);
			}
			assertThat(names.size()).isLessThan(200);
		}
	}

	private static void startAndJoin(Thread thread) {
		thread.start();
		try {
			thread.join(Duration.ofSeconds(30).toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
