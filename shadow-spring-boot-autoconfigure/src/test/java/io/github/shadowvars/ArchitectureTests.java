package io.github.shadowvars;

import java.util.Map;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.shadowvars.test.ShadowWatchExtension;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the dependencies between the packages.
 */
@AnalyzeClasses(packages = "io.github.shadowvars", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String CORE = "io.github.shadowvars";

	private static final String WEAVE = "io.github.shadowvars.weave";

	private static final String AGENT = "io.github.shadowvars.weave.agent..";

	private static final String REACHABILITY = "io.github.shadowvars.reachability..";

	private static final String METRICS = "io.github.shadowvars.metrics..";

	private static final String ENDPOINT = "io.github.shadowvars.actuate.endpoint..";

	private static final String HEALTH = "io.github.shadowvars.actuate.health..";

	private static final String NETTY = "io.github.shadowvars.netty..";

	private static final String SQL = "io.github.shadowvars.sql..";

	private static final String TEST = "io.github.shadowvars.test..";

	private static final String WEB = "io.github.shadowvars.web..";

	private static final String AUTOCONFIGURE = "io.github.shadowvars.autoconfigure..";

	@ArchTest
	static final ArchRule core = classes().that()
		.resideInAPackage(CORE)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(CORE, REACHABILITY, WEAVE, "java..", "org.jspecify.annotations..")
		.because("the core serves applications without Spring, Micrometer or a logger");

	/**
	 * Classes of the core that refer to each other, by the name of one of them. All other
	 * classes of the core can be read one after the other: first the table, then what an
	 * id does with it, then the reaper, and the registry last.
	 */
	private static final Map<String, String> TOGETHER = Map.of("CallbackRun", "CallbackSlot", "TypePart", "ShadowType",
			"Life", "Id", "WaitGraph", "Id", "VariableHandle", "RegisteredId", "DefaultShadowRegistry",
			"ShadowRegistry", "ShadowRegistryListener", "ShadowRegistry", "Listeners", "ShadowRegistry");

	@ArchTest
	static final ArchRule classesOfTheCore = slices().assignedFrom(new SliceAssignment() {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			if (!type.getPackageName().equals(CORE)) {
				return SliceIdentifier.ignore();
			}
			String name = type.getName().substring(CORE.length() + 1).replaceFirst("\\$.*", "");
			return SliceIdentifier.of(TOGETHER.getOrDefault(name, name));
		}

		@Override
		public String getDescription() {
			return "classes of the core";
		}

	}).should().beFreeOfCycles().because("a reader can begin with the table, which knows no ids");

	@ArchTest
	static final ArchRule weave = classes().that()
		.resideInAPackage(WEAVE)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(WEAVE, "java..", "org.jspecify.annotations..")
		.because("it is in the agent's jar too, which has nothing else of the library");

	@ArchTest
	static final ArchRule agent = classes().that()
		.resideInAPackage(AGENT)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(AGENT, WEAVE, "org.objectweb.asm..", "java..", "org.jspecify.annotations..")
		.because("its jar has nothing else");

	@ArchTest
	static final ArchRule reachability = classes().that()
		.resideInAPackage(REACHABILITY)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(REACHABILITY, "java..", "org.jspecify.annotations..")
		.because("it looks at objects of any kind, and does not know the core that asks it");

	@ArchTest
	static final ArchRule metrics = classes().that()
		.resideInAPackage(METRICS)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(METRICS, CORE, "io.micrometer.core.instrument..", "java..", "org.jspecify.annotations..")
		.because("meters serve applications without Spring, and do not know the endpoint");

	@ArchTest
	static final ArchRule endpoint = classes().that()
		.resideInAPackage(ENDPOINT)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ENDPOINT, CORE, WEAVE, REACHABILITY, "org.springframework.boot.actuate.endpoint..",
				"org.springframework.aot.hint..", "org.springframework.lang..", "org.springframework.util..", "java..",
				"org.jspecify.annotations..")
		.because("the endpoint needs the core and Boot's actuator, no meters and no auto-configuration");

	@ArchTest
	static final ArchRule health = classes().that()
		.resideInAPackage(HEALTH)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(HEALTH, CORE, "org.springframework.boot.health.contributor..",
				"org.springframework.beans.factory..", "java..", "org.jspecify.annotations..")
		.because("health needs the core and Boot's health, and does not know the endpoint");

	@ArchTest
	static final ArchRule netty = classes().that()
		.resideInAPackage(NETTY)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(NETTY, CORE, "io.netty.channel..", "io.netty.util.concurrent..", "java..",
				"org.jspecify.annotations..")
		.because("channels are parents also in applications without Spring");

	@ArchTest
	static final ArchRule sql = classes().that()
		.resideInAPackage(SQL)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(SQL, CORE, "javax.sql..", "javax.naming..", "com.zaxxer.hikari..",
				"org.apache.tomcat.jdbc..", "org.apache.commons.dbcp2..", "com.p6spy..", "io.r2dbc.spi..", "reactor..",
				"org.reactivestreams..", "org.springframework.jndi..", "org.springframework.jdbc.datasource..",
				"java..", "org.jspecify.annotations..")
		.because("it needs the core, pools and drivers, and serves applications without auto-configuration");

	@ArchTest
	static final ArchRule test = classes().that()
		.resideInAPackage(TEST)
		.and()
		.doNotBelongToAnyOf(ShadowWatchExtension.class)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(TEST, CORE, REACHABILITY, "java..", "org.jspecify.annotations..")
		.because("it serves tests of any framework; only the extension of one is bound to it");

	@ArchTest
	static final ArchRule web = classes().that()
		.resideInAPackage(WEB)
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(WEB, CORE, "org.springframework.web..", "org.springframework.util..", "reactor.core..",
				"org.apache.commons.logging..", "java..", "org.jspecify.annotations..")
		.because("it needs the core and Spring's web modules, and serves applications without auto-configuration");

	@ArchTest
	static final ArchRule autoconfigure = noClasses().that()
		.resideOutsideOfPackage(AUTOCONFIGURE)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(AUTOCONFIGURE)
		.because("auto-configuration knows all packages, so that no package need know it");

	@ArchTest
	static final ArchRule autoConfigurations = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration")
		.because("others order themselves by these classes, and do nothing else with them");

	@ArchTest
	static final ArchRule membersOfAutoConfigurations = members().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic()
		.because("what an auto-configuration does is not for others to call");

	@ArchTest
	static void packagesShouldBeThoseThatSitesAreOutsideOf(JavaClasses classes) {
		assertThat(classes).extracting(JavaClass::getPackageName)
			.filteredOn((name) -> !name.contains(".demo"))
			.isSubsetOf(Sites.LIBRARY);
	}

	@ArchTest
	static void importedClassesShouldBeEnoughForTheRulesToMeanSomething(JavaClasses classes) {
		assertThat(classes).extracting(JavaClass::getPackageName)
			.as("packages of the imported classes")
			.hasSizeGreaterThan(40)
			.contains(CORE, CORE + ".reachability", CORE + ".metrics", CORE + ".actuate.endpoint",
					CORE + ".actuate.health", CORE + ".netty", CORE + ".sql", CORE + ".test", CORE + ".web",
					CORE + ".autoconfigure");
	}

}
