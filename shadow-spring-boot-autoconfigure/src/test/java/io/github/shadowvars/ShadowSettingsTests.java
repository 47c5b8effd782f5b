package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowSettings} and for names of ids without a type.
 */
@Timeout(60)
class ShadowSettingsTests {

	private static final ShadowType<Object, Object> TYPE = ShadowType.builder(Object.class, Object.class)
		.id(0x1)
		.name("ps-lock")
		.description("of the type")
		.build();

	private final Object parent = new Parent();

	private final ShadowRegistry.Builder builder = ShadowRegistry.builder();

	private final AtomicReference<ShadowRegistry> registry = new AtomicReference<>();

	@AfterEach
	void close() {
		if (this.registry.get() != null) {
			this.registry.get().close();
		}
	}

	@Test
	void descriptionWhenNotSetShouldBeTheTypes() {
		assertThat(build().register(TYPE).description()).isEqualTo("of the type");
	}

	@Test
	void descriptionWhenSetShouldTakeThePlaceOfTheTypes() {
		ShadowVariable<Object, Object> first = build(described("of the settings")).register(TYPE);
		assertThat(first.description()).isEqualTo("of the settings");
		assertThat(first.type()).isEqualTo(TYPE);
	}

	@Test
	void registerWhenSettingsDifferShouldCompareTheTypesAndKeepTheFirstSettings() {
		AtomicReference<String> description = new AtomicReference<>("first");
		this.builder.settings((type) -> described(description.get()));
		ShadowVariable<Object, Object> first = build().register(TYPE);
		description.set("second");
		ShadowVariable<Object, Object> second = build().register(TYPE);
		first.alloc(this.parent, (same) -> "value");
		assertThat(second.get(this.parent)).isEqualTo("value");
		assertThat(second.description()).isEqualTo("first");
		assertThat(second.owners()).isEqualTo(2);
	}

	@Test
	void allocWhenDisabledShouldBeRefusedAndGetShouldAnswerNull() {
		ShadowVariable<Object, Object> variable = build(disabled("lock.enabled=true")).register(TYPE);
		String message = "Shadow 0x1 (ps-lock) cannot be attached to io.github.shadowvars.Parent@%s because it is disabled; "
			.formatted(Integer.toHexString(System.identityHashCode(this.parent))) + "enable it with lock.enabled=true";
		assertThatIllegalStateException().isThrownBy(() -> variable.alloc(this.parent, (same) -> "value"))
			.withMessage(message);
		assertThatIllegalStateException().isThrownBy(() -> variable.getOrAlloc(this.parent, (same) -> "value"))
			.withMessage(message);
		assertThat(variable.get(this.parent)).isNull();
		assertThat(variable.free(this.parent)).isFalse();
	}

	@Test
	void allocWhenDisabledWithoutSourceShouldNameTheSettings() {
		ShadowRegistry registry = build(disabled(null));
		assertThatIllegalStateException().isThrownBy(() -> registry.alloc(this.parent, 1, (same) -> "value"))
			.withMessageEndingWith("; enable it with the settings of its registry");
	}

	@Test
	void allocWhenDisabledAndClosedShouldSayClosed() {
		ShadowRegistry registry = build(disabled(null));
		ShadowVariable<Object, Object> variable = registry.register(TYPE);
		registry.close();
		assertThatExceptionOfType(RegistryClosedException.class)
			.isThrownBy(() -> variable.alloc(this.parent, (same) -> "value"));
	}

	@Test
	void registerWhenSettingsThrowShouldRegisterNothing() {
		this.builder.settings((type) -> {
			throw new IllegalArgumentException("no settings");
		});
		assertThatIllegalArgumentException().isThrownBy(() -> build().register(TYPE)).withMessage("no settings");
		assertThatIllegalArgumentException().isThrownBy(() -> build().alloc(this.parent, 7, (same) -> "value"))
			.withMessage("no settings");
		assertThat(build().variables()).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway")
	void registerWhenSettingsAreNullShouldSaySo() {
		this.builder.settings((type) -> null);
		assertThatNullPointerException().isThrownBy(() -> build().register(TYPE))
			.withMessage("The settings of shadow 0x1 (ps-lock) must not be null; return ShadowSettings.DEFAULT");
	}

	@Test
	void registerShouldAskForSettingsWithoutALock() {
		this.builder.settings((type) -> {
			try {
				return Race.start(() -> build().find("ps-lock")).result() == null ? ShadowSettings.DEFAULT
						: disabled(null);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(build().register(TYPE).alloc(this.parent, (same) -> "value")).isEqualTo("value");
	}

	@Test
	@SuppressWarnings("NullAway")
	void builderWhenArgumentIsNullShouldNameIt() {
		assertThatNullPointerException()
			.isThrownBy(() -> this.builder.settings((Function<ShadowType<?, ?>, ShadowSettings>) null))
			.withMessage("settings must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.builder.limitHandler(null))
			.withMessage("limitHandler must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.builder.name(1, null))
			.withMessage("name must not be null");
		assertThatNullPointerException().isThrownBy(() -> ShadowSettings.builder().onLimit(null))
			.withMessage("onLimit must not be null");
	}

	@Test
	void nameShouldNameAnUntypedIdOnceItIsUsed() {
		ShadowRegistry registry = this.builder.name(0xcafe, "sessions")
			.settings((type) -> described("of " + type.name()))
			.build();
		this.registry.set(registry);
		assertThat(registry.find("sessions")).isNull();
		registry.alloc(this.parent, 0xcafe, (same) -> "value");
		registry.alloc(this.parent, 0xcaff, (same) -> "value");
		assertThat(registry.variables()).extracting(ShadowVariable::name, ShadowVariable::description)
			.containsExactly(tuple("sessions"), tuple("0xcaff"));
		assertThat(registry.find("sessions")).isSameAs(registry.find(0xcafe)).isNotNull();
	}

	private static Tuple tuple(String name) {
		return Tuple.tuple(name, "of " + name);
	}

	@Test
	void nameWhenTypeIsRegisteredShouldLeaveItItsOwn() {
		assertThat(this.builder.name(0x1, "sessions")).isSameAs(this.builder);
		assertThat(build().register(TYPE).name()).isEqualTo("ps-lock");
	}

	@Test
	void nameWhenMalformedShouldBeRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.name(1, "1st"))
			.withMessage("name must match [A-Za-z][A-Za-z0-9._-]*, but is '1st'; use for example 'ps-lock'");
	}

	@Test
	void nameWhenGivenToTwoIdsShouldBeRefused() {
		this.builder.name(0x1, "sessions").name(0x1, "sessions");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.name(0x2, "sessions"))
			.withMessage("A name must belong to one id, but 'sessions' was given to 0x1 and 0x2; rename one");
	}

	private ShadowRegistry build(ShadowSettings settings) {
		this.builder.settings((type) -> settings);
		return build();
	}

	private ShadowRegistry build() {
		ShadowRegistry existing = this.registry.get();
		if (existing == null) {
			existing = this.builder.build();
			this.registry.set(existing);
		}
		return existing;
	}

	private static ShadowSettings described(@Nullable String description) {
		return ShadowSettings.builder().description(description).build();
	}

	private static ShadowSettings disabled(@Nullable String source) {
		return ShadowSettings.builder().enabled(false).source(source).build();
	}

}
