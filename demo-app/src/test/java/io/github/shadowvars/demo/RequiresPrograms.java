package io.github.shadowvars.demo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test class where programs of the operating system are not installed, before
 * anything of the class runs. The class fails instead if the environment variable
 * {@code DEMO_REQUIRE} lists the programs.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgramsCondition.class)
public @interface RequiresPrograms {

	/**
	 * The programs that must be installed.
	 */
	InstalledPrograms value();

}
