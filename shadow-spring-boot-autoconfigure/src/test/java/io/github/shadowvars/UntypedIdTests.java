package io.github.shadowvars;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UntypedIdTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Number, String> typed = this.registry
		.register(ShadowType.builder(Number.class, String.class).id(1).name("typed").build());

	private final Object parent = new Parent();

	private final Number number = new AtomicInteger();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void allocWhenTheIdIsNotInUseShouldMakeAnUntypedVariableOfIt() {
		this.registry.alloc(this.parent, 0x1234, (same) -> "a");
		ShadowVariable<?, ?> variable = Objects.requireNonNull(this.registry.find(0x1234));
		assertThat(variable.type().parentType()).isEqualTo(Object.class);
		assertThat(variable.type().valueType()).isEqualTo(Object.class);
		assertThat(variable.name()).isEqualTo("0x1234");
		assertThat(variable.owners()).isZero();
		assertThat(this.registry.find("0x1234")).isNotNull();
	}

	@Test
	void getOrAllocWhenTheIdIsNotInUseShouldMakeAnUntypedVariableOfIt() {
		assertThat(this.registry.getOrAlloc(this.parent, 2, (same) -> "a")).isEqualTo("a");
		assertThat(this.registry.find(2)).isNotNull();
	}

	@Test
	void getAndFreeWhenTheIdIsNotInUseShouldMakeNoVariableOfIt() {
		assertThat(this.registry.get(this.parent, 2)).isNull();
		assertThat(this.registry.free(this.parent, 2)).isFalse();
		assertThat(this.registry.free(this.parent, 2, (parent, value, cause) -> {
		})).isFalse();
		assertThat(this.registry.freeAll(2)).isZero();
		assertThat(this.registry.freeParent(this.parent)).isZero();
		assertThat(this.registry.find(2)).isNull();
		assertThat(this.registry.variables()).hasSize(1);
	}

	@Test
	void untypedVariableShouldBeListedCountedAndPurgedLikeAnyOther() {
		this.registry.alloc(this.parent, 2, (same) -> "a");
		this.registry.alloc(this.number, 2, (same) -> 'b');
		assertThat(this.registry.variables()).extracting(ShadowVariable::id).containsExactly(1L, 2L);
		ShadowVariable<?, ?> variable = this.registry.variables().get(1);
		assertThat(variable.count()).isEqualTo(2);
		assertThat(variable.purge()).isEqualTo(new ShadowPurge(2, 0));
		assertThat(variable.stats()).isEqualTo(new ShadowStats(0, 2, Map.of(FreeCause.PURGED, 2L), 0, 0, 0));
		assertThat(this.registry.get(this.parent, 2)).isNull();
	}

	@Test
	void variablesShouldBeASnapshot() {
		var before = this.registry.variables();
		this.registry.alloc(this.parent, 2, (same) -> "a");
		assertThat(before).hasSize(1);
		assertThatThrownBy(before::clear).isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void registerOfAnIdInUntypedUseShouldConflict() {
		this.registry.alloc(this.parent, 2, (same) -> "a");
		ShadowType<Number, String> late = ShadowType.builder(Number.class, String.class).id(2).name("late").build();
		assertThatThrownBy(() -> this.registry.register(late)).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessage(
					"Shadow type [0x2 (late): java.lang.Number -> java.lang.String] cannot be registered because its "
							+ "id is already in use without a type, as 0x2, through alloc or getOrAlloc of the "
							+ "registry: [0x2: java.lang.Object -> java.lang.Object]. They differ: their names are "
							+ "'late' and '0x2', their parent types are java.lang.Number and java.lang.Object, their "
							+ "value types are java.lang.String and java.lang.Object. Register the type before the id "
							+ "is used, or give it another id and another name");
		assertThat(this.registry.get(this.parent, 2)).isEqualTo("a");
	}

	@Test
	void rawCallsOnADeclaredIdShouldWorkOnTheSameVariables() {
		assertThat(this.registry.alloc(this.number, 1, (same) -> "a")).isEqualTo("a");
		assertThat(this.typed.get(this.number)).isEqualTo("a");
		assertThat(this.registry.getOrAlloc(this.number, 1, (same) -> "b")).isEqualTo("a");
		assertThat(this.registry.free(this.number, 1)).isTrue();
		this.typed.alloc(this.number, (same) -> "c");
		assertThat(this.registry.get(this.number, 1)).isEqualTo("c");
		assertThat(this.registry.freeAll(1)).isEqualTo(1);
		assertThat(this.typed.count()).isZero();
	}

	@Test
	void rawAllocOnADeclaredIdShouldRefuseAParentOfAnotherClass() {
		assertThatThrownBy(() -> this.registry.alloc(this.parent, 1, (same) -> "a"))
			.isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("0x1 (typed)")
			.hasMessageContaining("java.lang.Number")
			.hasMessageContaining(Parent.class.getName());
		assertThat(this.typed.count()).isZero();
	}

	@Test
	void rawAllocOnADeclaredIdShouldRefuseAValueOfAnotherClass() {
		assertThatThrownBy(() -> this.registry.alloc(this.number, 1, (same) -> 42))
			.isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("0x1 (typed)")
			.hasMessageContaining("java.lang.String")
			.hasMessageContaining("java.lang.Integer");
		assertThat(this.typed.has(this.number)).isFalse();
		assertThat(this.typed.alloc(this.number, (same) -> "a")).isEqualTo("a");
	}

	@Test
	void rawGetOrAllocOnADeclaredIdShouldRefuseAValueOfAnotherClass() {
		assertThatThrownBy(() -> this.registry.getOrAlloc(this.number, 1, (same) -> 42))
			.isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("java.lang.Integer");
		assertThat(this.typed.count()).isZero();
	}

	@Test
	void rawGetAndFreeOnADeclaredIdShouldRefuseAParentOfAnotherClass() {
		assertThatThrownBy(() -> this.registry.get(this.parent, 1)).isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("0x1 (typed)");
		assertThatThrownBy(() -> this.registry.free(this.parent, 1)).isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("0x1 (typed)");
		assertThatThrownBy(() -> this.registry.free(this.parent, 1, (parent, value, cause) -> {
		})).isExactlyInstanceOf(ClassCastException.class).hasMessageContaining("0x1 (typed)");
	}

	@Test
	void freeParentShouldPassOverIdsOfOtherClasses() {
		this.registry.alloc(this.parent, 2, (same) -> "a");
		assertThat(this.registry.freeParent(this.parent)).isEqualTo(1);
	}

}
