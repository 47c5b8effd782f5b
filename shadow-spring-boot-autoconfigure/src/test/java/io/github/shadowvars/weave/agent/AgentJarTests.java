package io.github.shadowvars.weave.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is in the agent's jar. Runs after it was packaged.
 */
class AgentJarTests {

	private static final String PACKAGE = "io/github/shadowvars/weave/";

	@Test
	void jarShouldHoldTheLicenceOfAsm() throws IOException {
		try (JarFile jar = open()) {
			assertThat(read(jar, "META-INF/LICENSE-asm.txt")).contains("Copyright (c) 2000-2011 France Télécom",
					"AND CONTRIBUTORS \"AS IS\"");
		}
	}

	@Test
	void jarShouldHoldNoClassUnderTheNameOfAnother() throws IOException {
		try (JarFile jar = open()) {
			assertThat(jar.stream().map(JarEntry::getName).filter((name) -> name.endsWith(".class")))
				.contains(PACKAGE + "WovenParent.class", PACKAGE + "agent/asm/ClassReader.class")
				.allMatch((name) -> name.startsWith(PACKAGE));
		}
	}

	private static JarFile open() throws IOException {
		String jar = System.getProperty("agent.jar", "");
		assumeTrue(!jar.isEmpty(), "The agent's jar is packaged after the tests");
		return new JarFile(jar);
	}

	private static @Nullable String read(JarFile jar, String name) throws IOException {
		JarEntry entry = jar.getJarEntry(name);
		if (entry == null) {
			return null;
		}
		try (InputStream stream = jar.getInputStream(entry)) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
