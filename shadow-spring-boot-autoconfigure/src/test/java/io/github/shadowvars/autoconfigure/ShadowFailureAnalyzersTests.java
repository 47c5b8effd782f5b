package io.github.shadowvars.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the failure analyzers, by applications that fail to start.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowFailureAnalyzersTests {

	private static final String ORIGIN = " from \"%s\" from property source \"commandLineArgs\":";

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"shadow.close-timeout | -1s | -1s | It must not be negative. | Use for example 10s, or 0s to wait for no callback.",
			"shadow.metrics.max-ids | -1 | -1 | It must not be negative. | Use for example 100, or 0 to add up all ids under 'other'.",
			"shadow.defaults.max-live | -1 | -1 | It must not be negative. | Use 0 or more, or remove the property "
					+ "for no limit.",
			"shadow.types.ps-lock.max-live | -7 | -7 | It must not be negative. | Use 0 or more, or remove the "
					+ "property for no limit.",
			"shadow.types.sessions.id | 0xg | 0xg | It must be an unsigned 64-bit number, decimal or hex. | Use for example 4660 or 0x1234.",
			"shadow.types.sessions.id | 0x10000000000000000 | 0x10000000000000000 | It must be an unsigned 64-bit number, decimal or hex. | Use for example 4660 or 0x1234.",
			"shadow.types.sessions.id | -1 | -1 | It must be an unsigned 64-bit number, decimal or hex. | Use for example 4660 or 0x1234." })
	void startWhenValueIsBadShouldSayWhatAndWhereAndWhatToDo(String property, String value, String shown, String rule,
			String remedy, CapturedOutput output) {
		fail(TypeConfiguration.class, property + "=" + value);
		assertAnalyzed(output,
				"Invalid value '%s' of the property '%s'".formatted(shown, property) + ORIGIN.formatted(property), rule,
				"Action:", remedy);
		assertThat(output).doesNotContain("The type was registered");
	}

	@ParameterizedTest
	@CsvSource({ "shadow.types.ps-lock.on-limit, drop, REJECT",
			"shadow.defaults.max-live, many, Update your application's configuration",
			"shadow.types.ps-lock.enabled, maybe, Update your application's configuration" })
	void startWhenValueIsOfTheWrongTypeShouldBeAnalyzedBySpringBoot(String property, String value, String action,
			CapturedOutput output) {
		fail(TypeConfiguration.class, property + "=" + value);
		assertAnalyzed(output, "Property: " + property, value, "Action:", action);
	}

	@Test
	void startWhenNameIsMalformedShouldSayWhatAName(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.types.1st.enabled=false");
		assertAnalyzed(output, "Invalid properties 'shadow.types.1st'" + ORIGIN.formatted("shadow.types.1st.enabled"),
				"The name of a type must start with a letter and contain only letters, digits, '.', '_' and '-', but "
						+ "is '1st'.",
				"Action:", "Use the name defined in code, for example 'ps-lock'.");
	}

	@Test
	void startWhenTwoNamesHaveOneIdShouldNameBoth(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.types.first.id=16", "shadow.types.second.id=0x10");
		assertAnalyzed(output,
				"Invalid value '0x10' of the property 'shadow.types.second.id'"
						+ ORIGIN.formatted("shadow.types.second.id"),
				"shadow.types.first.id has the same value, so two names have one id.", "Action:",
				"Give each name its own id.");
	}

	@Test
	void startWhenNameIsUnknownShouldShowTheNearest(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.types.ps-lok.max-live=1", "shadow.types.audits.id=7",
				"shadow.types.sessions.id=8");
		assertAnalyzed(output,
				"Invalid properties 'shadow.types.ps-lok'" + ORIGIN.formatted("shadow.types.ps-lok.max-live"),
				"Neither a type that is registered at the start nor a property 'id' declares the name 'ps-lok'. Known "
						+ "names, the nearest first: 'ps-lock', 'audits', 'sessions'.",
				"Action:",
				"Correct the name; or, if it belongs to a type that is registered later or to an id that is used "
						+ "without a type, set shadow.types.ps-lok.id to that id.");
	}

	@Test
	void startWhenSeveralSourcesSetAnUnknownNameShouldNameEach(CapturedOutput output) {
		failWithVariables(TypeConfiguration.class, "SHADOW_TYPES_PSLOK_MAXLIVE=1", "shadow.types.ps-lok.on-limit=warn",
				"shadow.types.ps-lock.max-live=1");
		assertAnalyzed(output,
				"Invalid properties 'shadow.types.ps-lok' from \"shadow.types.ps-lok.on-limit\" from property source "
						+ "\"commandLineArgs\" and \"SHADOW_TYPES_PSLOK_MAXLIVE\" from property source "
						+ "\"systemEnvironment\":");
	}

	@Test
	void startWhenAnEnvironmentVariableIsBadShouldNameIt(CapturedOutput output) {
		failWithVariables(TypeConfiguration.class, "SHADOW_TYPES_PSLOCK_MAXLIVE=-7",
				"shadow.types.ps-lock.on-limit=warn");
		assertAnalyzed(output, "Invalid value '-7' of the property 'shadow.types.ps-lock.max-live' from "
				+ "\"SHADOW_TYPES_PSLOCK_MAXLIVE\" from property source \"systemEnvironment\":");
	}

	@Test
	void startWhenSeveralSourcesSetABadValueShouldNameTheOneThatCounts(CapturedOutput output) {
		failWithVariables(TypeConfiguration.class, "SHADOW_CLOSETIMEOUT=-2s", "shadow.close-timeout=-1s");
		assertAnalyzed(output, "Invalid value '-1s' of the property 'shadow.close-timeout'"
				+ ORIGIN.formatted("shadow.close-timeout"));
	}

	@Test
	void startWhenAValueHasAPlaceholderShouldShowBoth(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.close-timeout=${timeout:-1s}");
		assertAnalyzed(output, "Invalid value '-1s, written as ${timeout:-1s}' of the property 'shadow.close-timeout'");
	}

	private static void failWithVariables(Class<?> configuration, String variable, String... properties) {
		String[] arguments = List.of(properties).stream().map("--"::concat).toArray(String[]::new);
		assertThatException().isThrownBy(() -> new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.initializers(EnvironmentVariables.of(variable))
			.run(arguments));
	}

	@Test
	void startWhenNameIsUnknownAndNoneIsKnownShouldSaySo(CapturedOutput output) {
		fail(EmptyConfiguration.class, "shadow.types.ps-lock.max-live=1");
		assertAnalyzed(output, "declares the name 'ps-lock'. No name is known.");
	}

	@Test
	void startWhenNameIsThatOfAVariableBeanShouldSucceed() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(VariableConfiguration.class)
			.web(WebApplicationType.NONE)
			.run("--shadow.types.ps-lock.max-live=1")) {
			assertThat(context.getBean(ShadowRegistry.class).find("ps-lock")).isNotNull()
				.satisfies((variable) -> assertThat(
						context.getBean(ShadowTypeSettings.class).settings(variable.type()).maxLive())
					.isEqualTo(1));
		}
	}

	@Test
	void startWhenIdContradictsATypeBeanShouldNameTheBean(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.types.ps-lock.id=0x2");
		assertAnalyzed(output,
				"Invalid value '0x2' of the property 'shadow.types.ps-lock.id'"
						+ ORIGIN.formatted("shadow.types.ps-lock.id"),
				"The type [0x1 (ps-lock): java.lang.Object -> java.lang.Boolean] has this name, but another id.",
				"The type was registered for the bean 'psLock' defined in " + TypeConfiguration.class.getName(),
				"Action:", "Set it to 0x1, the id defined in code, or remove it.");
	}

	@Test
	void startWhenIdContradictsAVariableBeanShouldNameTheBean(CapturedOutput output) {
		fail(VariableConfiguration.class, "shadow.types.ps-lock.id=0x2");
		assertAnalyzed(output,
				"The type [0x1 (ps-lock): java.lang.Object -> java.lang.Boolean] has this name, but another id.",
				"The type was registered for the bean 'psLock' defined in " + VariableConfiguration.class.getName());
	}

	@Test
	void startWhenIdBelongsToATypeOfAnotherNameShouldSaySo(CapturedOutput output) {
		fail(TypeConfiguration.class, "shadow.types.sessions.id=1");
		assertAnalyzed(output,
				"Invalid value '1' of the property 'shadow.types.sessions.id'"
						+ ORIGIN.formatted("shadow.types.sessions.id"),
				"The type [0x1 (ps-lock): java.lang.Object -> java.lang.Boolean] has this id, but another name.",
				"Action:", "Give this name another id, or remove the property: the properties of the type start with "
						+ "shadow.types.ps-lock.");
	}

	@Test
	void startWhenTwoTypeBeansHaveOneIdShouldNameBoth(CapturedOutput output) {
		fail(SameIdConfiguration.class);
		assertAnalyzed(output,
				"Shadow type [0x1 (second): java.lang.Object -> java.lang.Boolean] cannot be registered because its id "
						+ "is held by the different type [0x1 (first): java.lang.Object -> java.lang.Boolean]",
				"They differ: their names are 'second' and 'first'.",
				"The refused type belongs to the bean 'secondBean' defined in " + SameIdConfiguration.class.getName(),
				"The registered type belongs to the beans 'firstAgain' and 'firstBean'.", "Action:",
				"Give one of the two types another id and another name.");
	}

	@Test
	void startWhenTwoVariableBeansHaveOneNameShouldNameBoth(CapturedOutput output) {
		fail(SameNameConfiguration.class);
		assertAnalyzed(output, "because its name is held by the different type",
				"The refused type belongs to the bean 'secondBean' defined in " + SameNameConfiguration.class.getName(),
				"The registered type belongs to the bean 'firstBean'.", "Action:",
				"declare one ShadowType constant and register it twice");
	}

	@Test
	void startWhenTypeBeanHasTheNameOfAVariableBeanShouldNameBoth(CapturedOutput output) {
		fail(MixedConfiguration.class);
		assertAnalyzed(output, "because its name is held by the different type",
				"The refused type belongs to the bean 'declared'",
				"The registered type belongs to the bean 'registered'.");
	}

	@Test
	void startWhenDisabledAndTheRegistryIsInjectedShouldNameTheProperty(CapturedOutput output) {
		fail(VariableConfiguration.class, "shadow.enabled=false");
		assertAnalyzed(output,
				"Parameter 0 of method psLock in %s required a bean of type '%s', which is missing because the property "
					.formatted(VariableConfiguration.class.getName(), ShadowRegistry.class.getName())
						+ "'shadow.enabled' is false.",
				"Action:", "Remove shadow.enabled=false.", "ObjectProvider<ShadowRegistry>");
	}

	@Test
	void startWhenEnabledAndAnotherBeanIsMissingShouldLeaveItToSpringBoot(CapturedOutput output) {
		fail(UserOfOthersConfiguration.class, "shadow.enabled=false");
		assertAnalyzed(output, "required a bean of type 'java.lang.Thread' that could not be found");
	}

	@Test
	void startWhenAClassNeedsTheVariableOfItsOwnTypeShouldAdviseAStaticMethod(CapturedOutput output) {
		fail(OwnVariableConfiguration.class);
		String name = "shadowFailureAnalyzersTests.OwnVariableConfiguration";
		assertAnalyzed(output,
				"The beans '%s' -> 'psLock.variable' -> 'psLock' -> '%s' form a cycle: '%s' declares the type 'psLock' with an instance method, and needs the type's variable, directly or through other beans."
					.formatted(name, name, name),
				"Action:", "Make the method 'psLock' of %s static, or move it to another configuration class."
					.formatted(OwnVariableConfiguration.class.getName()));
	}

	@Test
	void startWhenAClassNeedsAUserOfItsOwnTypeShouldNameTheWholeCycle(CapturedOutput output) {
		fail(OwnUserConfiguration.class);
		String name = "shadowFailureAnalyzersTests.OwnUserConfiguration";
		assertAnalyzed(output, "'psLock.variable' -> 'psLock' -> '%s'".formatted(name),
				"form a cycle: '%s'".formatted(name), "Action:",
				"Make the method 'psLock' of %s static".formatted(OwnUserConfiguration.class.getName()));
		assertThat(output).contains("'" + User.class.getName() + "'");
	}

	@Test
	void startWhenAStaticMethodDeclaresTheTypeShouldSucceed() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(StaticTypeConfiguration.class)
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(context.getBean(ShadowRegistry.class).find("ps-lock")).isNotNull();
		}
	}

	@Test
	void startWhenACycleDoesNotGoThroughATypeShouldLeaveItToSpringBoot(CapturedOutput output) {
		fail(OtherCycleConfiguration.class);
		assertAnalyzed(output, "The dependencies of some of the beans in the application context form a cycle");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ps-lock", "ps-lok" })
	void startWhenBeansAreLazyShouldWarnOfNamesThatMayComeLater(String name, CapturedOutput output) {
		new SpringApplicationBuilder(VariableConfiguration.class).web(WebApplicationType.NONE)
			.run("--spring.main.lazy-initialization=true", "--shadow.types.%s.max-live=1".formatted(name))
			.close();
		assertThat(output).contains("WARN")
			.contains("declares the name '%s'".formatted(name))
			.contains("lazily")
			.doesNotContain("FAILED TO START");
	}

	@Test
	void analyzeWhenPropertyIsInAFileShouldSayTheLine() throws Exception {
		StandardEnvironment environment = new StandardEnvironment();
		String yaml = "shadow:\n  types:\n    '[a.b]':\n      max-live: -1\n";
		new YamlPropertySourceLoader()
			.load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "application.yaml"))
			.forEach(environment.getPropertySources()::addLast);
		FailureAnalysis analysis = new InvalidShadowPropertyFailureAnalyzer(environment)
			.analyze(new IllegalStateException(new InvalidShadowPropertyException("shadow.types[a.b].max-live", -1L,
					"It must not be negative.", "Use a number.")));
		assertThat(analysis).extracting(FailureAnalysis::getDescription, FailureAnalysis::getAction)
			.containsExactly(
					"Invalid value '-1' of the property 'shadow.types[a.b].max-live' from Byte array resource "
							+ "[application.yaml] - 4:17:%n%n    It must not be negative.".formatted(),
					"Use a number.");
	}

	@Test
	void analyzeWhenFailureIsAnotherShouldLeaveItToOthers() {
		Throwable other = new IllegalStateException("other; remedy");
		other.setStackTrace(new StackTraceElement[] { new StackTraceElement("com.acme.User", "use", "User.java", 1) });
		assertThat(new InvalidShadowPropertyFailureAnalyzer(new StandardEnvironment()).analyze(other)).isNull();
		assertThat(new ShadowIdConflictFailureAnalyzer(null).analyze(other)).isNull();
		assertThat(new ShadowMisuseFailureAnalyzer().analyze(other)).isNull();
	}

	@Test
	void analyzeWhenConflictIsNotOfABeanShouldSayTheTypes() {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			registry.register(ShadowType.flag(Object.class, 0x1, "first"));
			assertThatException().isThrownBy(() -> registry.register(ShadowType.flag(Object.class, 0x1, "second")))
				.satisfies((ex) -> {
					assertThat(new ShadowIdConflictFailureAnalyzer(null).analyze(ex))
						.extracting(FailureAnalysis::getDescription)
						.isEqualTo(ex.getMessage() + ".");
				});
		}
	}

	private static void fail(Class<?> configuration, String... properties) {
		String[] arguments = List.of(properties).stream().map("--"::concat).toArray(String[]::new);
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE).run(arguments));
	}

	private static void assertAnalyzed(CapturedOutput output, String... parts) {
		List<String> all = new ArrayList<>(List.of("APPLICATION FAILED TO START", "Description:"));
		all.addAll(List.of(parts));
		assertThat(output).containsSubsequence(all);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class EmptyConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class TypeConfiguration {

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class OwnVariableConfiguration {

		OwnVariableConfiguration(ShadowVariable<Object, Boolean> psLock) {
		}

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	@Import(User.class)
	static class OwnUserConfiguration {

		@Autowired
		@SuppressWarnings("UnusedVariable")
		private @Nullable User user;

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

	record User(ShadowVariable<Object, Boolean> psLock) {
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class StaticTypeConfiguration {

		StaticTypeConfiguration(ShadowVariable<Object, Boolean> psLock) {
		}

		@Bean
		static ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

	}

	// The user needs a type of this class, but only the other two beans form the cycle
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class OtherCycleConfiguration {

		OtherCycleConfiguration(Thread first) {
		}

		@Bean
		static User user(ShadowVariable<Object, Boolean> psLock) {
			return new User(psLock);
		}

		@Bean
		ShadowType<Object, Boolean> psLock() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

		@Bean
		static Thread first(StringBuilder second) {
			return new Thread(second.toString());
		}

		@Bean
		static StringBuilder second(Thread first) {
			return new StringBuilder(first.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class VariableConfiguration {

		// Created first, so that the other bean fails because of it
		@Bean
		Object user(ShadowVariable<Object, Boolean> psLock) {
			return psLock.name();
		}

		@Bean
		ShadowVariable<Object, Boolean> psLock(ShadowRegistry registry) {
			return registry.register(ShadowType.flag(Object.class, 0x1, "ps-lock"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class UserOfOthersConfiguration {

		@Bean
		Object user(Thread thread) {
			return thread.getName();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class SameIdConfiguration {

		@Bean
		ShadowType<Object, Boolean> firstBean() {
			return ShadowType.flag(Object.class, 0x1, "first");
		}

		@Bean
		ShadowType<Object, Boolean> firstAgain() {
			return firstBean();
		}

		@Bean
		ShadowType<Object, Boolean> secondBean() {
			return ShadowType.flag(Object.class, 0x1, "second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class SameNameConfiguration {

		@Bean
		ShadowVariable<Object, Boolean> firstBean(ShadowRegistry registry) {
			return registry.register(ShadowType.flag(Object.class, 0x1, "ps-lock"));
		}

		@Bean
		ShadowVariable<Object, Boolean> secondBean(ShadowRegistry registry) {
			return registry.register(ShadowType.flag(Object.class, 0x2, "ps-lock"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ShadowAutoConfiguration.class)
	static class MixedConfiguration {

		@Bean
		ShadowType<Object, Boolean> declared() {
			return ShadowType.flag(Object.class, 0x1, "ps-lock");
		}

		@Bean
		ShadowVariable<Object, Boolean> registered(ShadowRegistry registry) {
			return registry.register(ShadowType.flag(Object.class, 0x2, "ps-lock"));
		}

	}

}
