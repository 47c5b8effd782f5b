package com.acme;

import java.util.Objects;

import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowTracking;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.test.ShadowWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowWatch}.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class ShadowWatchTests {

	private static final ShadowType<Object, String> TYPE = ShadowType.builder(Object.class, String.class)
		.id(1)
		.name("left")
		.constructor((parent) -> "value")
		.build();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, String> variable = this.registry.register(TYPE);

	private final Object parent = new Object();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void closeWhenTheTestFreedItsVariablesShouldPass() {
		ShadowWatch watch = ShadowWatch.start(this.registry);
		this.variable.alloc(this.parent);
		this.variable.free(this.parent); // otherwise close() fails the test
		watch.close();
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void closeWhenNothingIsLeftShouldPassAndSetTrackingBack() {
		this.variable.alloc(this.parent);
		this.variable.track(ShadowTracking.SAMPLED);
		try (ShadowWatch watch = ShadowWatch.start(this.registry)) {
			Object another = new Object();
			this.variable.alloc(another);
			assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.FULL);
			this.variable.free(another);
			watch.assertNothingLeft();
		}
		assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.SAMPLED);
	}

	@Test
	void closeWhenWhatIsLeftIsGarbageShouldPass() {
		ShadowWatch watch = ShadowWatch.start(this.registry);
		for (int i = 0; i < 100; i++) {
			this.variable.alloc(new Object());
		}
		assertThatNoException().isThrownBy(watch::close);
	}

	@Test
	void closeWhenVariablesAreLeftShouldFailAndNameTheLines() {
		Object before = new Object();
		this.variable.alloc(before);
		ShadowWatch watch = ShadowWatch.start(this.registry);
		Object another = new Object();
		this.variable.alloc(this.parent);
		this.registry.alloc(another, 2, (parent) -> "value");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::close)
			.satisfies((error) -> assertThat(Objects.requireNonNull(error.getMessage()).lines()).hasSize(5)
				.contains("Shadow variables must be freed, or their parents released, before the test ends, but some "
						+ "are left:", "  0x1 (left): 1", "  0x2: 1")
				.anyMatch((line) -> line.startsWith("    1 attached at com.acme.ShadowWatchTests.closeWhenVariables")));
		assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.OFF);
		assertThat(this.registry.get(another, 2)).isEqualTo("value");
		assertThat(this.variable.has(before)).isTrue();
	}

	@Test
	void startWhenAnIdIsRegisteredLaterShouldTrackItToo() {
		Object another = new Object();
		ShadowWatch watch = ShadowWatch.start(this.registry);
		ShadowVariable<Object, String> later = this.registry
			.register(ShadowType.builder(Object.class, String.class).id(3).constructor((parent) -> "value").build());
		later.alloc(another);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::assertNothingLeft)
			.withMessageContaining("  0x3: 1\n    1 attached at com.acme.ShadowWatchTests.startWhen");
		later.free(another);
		watch.close();
	}

	@Test
	void closeWhenOldVariablesWentShouldStillSeeTheNewOne() {
		Object old = new Object();
		this.variable.alloc(old);
		ShadowWatch watch = ShadowWatch.start(this.registry);
		this.variable.free(old);
		this.variable.alloc(this.parent);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::close)
			.withMessageContaining("  0x1 (left): 1\n");
		assertThatNoException().isThrownBy(watch::close);
	}

	@Test
	void closeWhenAnIdCameAndWentShouldLeaveItAsItWas() {
		ShadowType<Object, String> type = ShadowType.builder(Object.class, String.class).id(4).build();
		try (ShadowWatch watch = ShadowWatch.start(this.registry)) {
			this.registry.register(type).close();
			assertThat(this.registry.register(type).tracking()).isEqualTo(ShadowTracking.FULL);
			watch.assertNothingLeft();
		}
		assertThat(this.registry.register(type).tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void closeWhenTheRegistryIsClosedShouldPass() {
		ShadowWatch watch = ShadowWatch.start(this.registry);
		this.variable.alloc(this.parent);
		this.registry.close();
		assertThatNoException().isThrownBy(watch::close);
	}

	@Test
	void startWhenAnotherWatchIsOpenShouldBeRefusedAndLeaveThatOneAsItIs() {
		ShadowWatch watch = ShadowWatch.start(this.registry);
		assertThatIllegalStateException().isThrownBy(() -> ShadowWatch.start(this.registry))
			.withMessage("Only one ShadowWatch can be open on a registry at a time, but another one is; close it "
					+ "first");
		this.variable.alloc(this.parent);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::assertNothingLeft)
			.withMessageContaining("1 attached at com.acme.ShadowWatchTests.startWhenAnother");
		try (ShadowRegistry another = ShadowRegistry.create()) {
			ShadowWatch.start(another).close();
		}
		this.variable.free(this.parent);
		watch.close();
		ShadowWatch.start(this.registry).close();
		assertThat(this.variable.tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void startWhenTheRegistryIsNullShouldThrow() {
		assertThatNullPointerException().isThrownBy(() -> ShadowWatch.start(null))
			.withMessage("registry must not be null");
	}

}
