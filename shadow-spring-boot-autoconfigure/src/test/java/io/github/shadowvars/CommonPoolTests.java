package io.github.shadowvars;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests that neither the library nor its tests wait in the common pool.
 */
@AnalyzeClasses(packages = "io.github.shadowvars")
class CommonPoolTests {

	@ArchTest
	static final ArchRule tasks = noClasses().should()
		.callMethod(CompletableFuture.class, "runAsync", Runnable.class)
		.orShould()
		.callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
		.because("where there are two processors, JDK 25 runs these tasks one after the other, so that the second "
				+ "cannot run while the first waits for it");

}
