package com.acme;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

import io.github.shadowvars.ShadowRegistry;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A variable is the delegate of an extension property in Kotlin.
 */
class KotlinDelegateTests {

	@Test
	void propertyWhenDelegatedToAVariableShouldBeItsValue(@TempDir Path classes) throws Exception {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		ExitCode code = new K2JVMCompiler().exec(new PrintStream(output, true, StandardCharsets.UTF_8),
				"src/test/kotlin/com/acme/Stations.kt", "-d", classes.toString(), "-classpath",
				System.getProperty("java.class.path"), "-no-stdlib", "-no-reflect", "-jvm-target", "17");
		assertThat(code).as(output.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() });
				ShadowRegistry registry = ShadowRegistry.create()) {
			Class<?> stations = loader.loadClass("com.acme.Stations");
			Object[] result = (Object[]) stations.getMethod("call")
				.invoke(stations.getConstructor(ShadowRegistry.class).newInstance(registry));
			assertThat(result[0]).isInstanceOfSatisfying(ReentrantLock.class,
					(lock) -> assertThat(lock.isHeldByCurrentThread()).isTrue());
			assertThat(result[2]).isEqualTo(1L);
		}
	}

}
