package io.github.shadowvars.actuate.endpoint;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowErrorHints}.
 */
class ShadowErrorHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void registerHintsShouldCoverTheError() {
		new ShadowErrorHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(this.hints.reflection().getTypeHint(TypeReference.of(ShadowError.class))).isNotNull();
	}

	@Test
	void registerHintsWithoutTheActuatorShouldDoNothing() {
		new ShadowErrorHints().registerHints(this.hints, new FilteredClassLoader(OperationResponseBody.class));
		assertThat(this.hints.reflection().typeHints()).isEmpty();
	}

}
