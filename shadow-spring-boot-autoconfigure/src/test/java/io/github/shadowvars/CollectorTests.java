package io.github.shadowvars;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for collected parents with each garbage collector of this JDK.
 */
@Timeout(120)
class CollectorTests {

	static Stream<List<String>> options() {
		return Stream.of(List.of("-XX:+UseSerialGC"), List.of("-XX:+UseParallelGC"), List.of("-XX:+UseG1GC"),
				List.of("-XX:+UseZGC"), List.of("-XX:+UseShenandoahGC"),
				List.of("-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders"),
				List.of("-XX:+UseZGC", "-XX:+UseCompactObjectHeaders"),
				List.of("-XX:+UseSerialGC", "-XX:-UseCompressedOops"));
	}

	@ParameterizedTest
	@MethodSource("options")
	void parentsThatDieShouldBeFreedOnceAndOthersStay(List<String> options) throws Exception {
		assumeThat(ForkedJvm.accepts(options)).as("this JDK knows %s", options).isTrue();
		assertThat(
				ForkedJvm.run(Stream.concat(options.stream(), Stream.of("-Xmx128m")).toList(), CollectorProgram.class))
			.contains(CollectorProgram.DONE);
	}

}
