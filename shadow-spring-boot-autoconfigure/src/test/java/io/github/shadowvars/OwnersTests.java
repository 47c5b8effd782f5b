package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(60)
class OwnersTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowType<Object, Object> type = type();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> first = this.registry.register(this.type);

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void registerWhenEqualShouldGiveAnotherHandleOnTheSameVariables() {
		ShadowVariable<Object, Object> second = this.registry.register(type());
		assertThat(second).isNotSameAs(this.first);
		this.first.alloc(this.parent, (same) -> "a");
		assertThat(second.get(this.parent)).isEqualTo("a");
		assertThat(second.count()).isEqualTo(1);
		assertThat(second.stats()).isEqualTo(this.first.stats());
		assertThat(this.registry.variables()).hasSize(1);
	}

	@Test
	void ownersShouldCountTheOpenHandles() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		assertThat(this.first.owners()).isEqualTo(2);
		assertThat(Objects.requireNonNull(this.registry.find(1)).owners()).isEqualTo(2);
		this.first.close();
		assertThat(second.owners()).isEqualTo(1);
	}

	@Test
	void closeWhenOthersOwnTheIdShouldFreeNothing() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		this.first.alloc(this.parent, (same) -> "a");
		this.first.close();
		assertThat(second.get(this.parent)).isEqualTo("a");
		assertThat(this.destroyed.all()).isEmpty();
		assertThat(this.registry.find(1)).isNotNull();
	}

	@Test
	void closedHandleShouldBehaveAsOfAnEmptyIdThoughOthersOwnIt() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		second.alloc(this.parent, (same) -> "a");
		this.first.close();
		assertThat(this.first.get(this.parent)).isNull();
		assertThat(this.first.has(this.parent)).isFalse();
		assertThat(this.first.free(this.parent)).isFalse();
		assertThat(this.first.freeAll()).isZero();
		assertThat(this.first.purge()).isEqualTo(new ShadowPurge(0, 0));
		assertThat(this.first.count()).isZero();
		assertThat(this.first.stats().live()).isZero();
		List<Object> seen = new ArrayList<>();
		this.first.forEach((parent, value) -> seen.add(value));
		assertThat(this.first.forEach(10, (parent, value, allocation) -> seen.add(value))).isTrue();
		assertThat(seen).isEmpty();
		assertThat(second.get(this.parent)).isEqualTo("a");
		assertThat(second.count()).isEqualTo(1);
	}

	@Test
	void closedHandleShouldNotSetTheTrackingOfTheNextRegistration() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		this.first.close();
		this.first.track(ShadowTracking.FULL);
		assertThat(this.first.tracking()).isEqualTo(ShadowTracking.OFF);
		second.close();
		second.track(ShadowTracking.FULL);
		assertThat(this.registry.register(this.type).tracking()).isEqualTo(ShadowTracking.OFF);
	}

	@Test
	void closedHandleShouldRefuseToAllocThoughOthersOwnTheId() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		second.alloc(this.parent, (same) -> "a");
		this.first.close();
		String message = "Shadow 0x1 (ps-lock) cannot be attached because this handle was closed; register its type again";
		assertThatThrownBy(() -> this.first.alloc(new Parent(), (same) -> "b"))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage(message);
		assertThatThrownBy(() -> this.first.getOrAlloc(this.parent, (same) -> "b"))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage(message);
		assertThat(second.count()).isEqualTo(1);
	}

	@Test
	void closeWhenLastShouldFreeAll() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		second.alloc(this.parent, (same) -> "a");
		this.first.close();
		second.close();
		assertThat(this.destroyed.all()).containsExactly(new DestructionLog.Destruction(
				HostileParent.shown(this.parent), "a", FreeCause.UNREGISTERED, Thread.currentThread()));
		assertThat(this.registry.find(1)).isNull();
		assertThat(this.registry.find("ps-lock")).isNull();
		assertThat(this.registry.variables()).isEmpty();
	}

	@Test
	void closeTwiceShouldNotTakeTheOwnershipOfAnother() {
		ShadowVariable<Object, Object> second = this.registry.register(this.type);
		this.first.alloc(this.parent, (same) -> "a");
		this.first.close();
		this.first.close();
		assertThat(second.owners()).isEqualTo(1);
		assertThat(second.get(this.parent)).isEqualTo("a");
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void closeShouldLeaveOtherIdsUntouched() {
		this.registry.alloc(this.parent, 2, (same) -> "b");
		this.first.close();
		assertThat(this.registry.get(this.parent, 2)).isEqualTo("b");
	}

	@Test
	void getAfterTheLastCloseShouldAnswerNull() {
		this.first.alloc(this.parent, (same) -> "a");
		this.first.close();
		assertThat(this.first.get(this.parent)).isNull();
		assertThat(this.first.has(this.parent)).isFalse();
		assertThat(this.first.free(this.parent)).isFalse();
		assertThat(this.first.freeAll()).isZero();
		assertThat(this.first.count()).isZero();
		assertThat(this.registry.get(this.parent, 1)).isNull();
	}

	@Test
	void allocAfterTheLastCloseShouldThrow() {
		this.first.close();
		assertThatThrownBy(() -> this.first.alloc(this.parent, (same) -> "a"))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("closed");
		assertThatThrownBy(() -> this.first.getOrAlloc(this.parent, (same) -> "a"))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)");
	}

	@Test
	void anIdThatIsLeftShouldBeForgottenThoughAConstructorRan() {
		GarbageCollection.runUntilCleared(new WeakReference<>(leaveWithinAConstructor(2)));
	}

	private ShadowType<Object, Object> leaveWithinAConstructor(long id) {
		ShadowType<Object, Object> left = ShadowType.builder(Object.class, Object.class).id(id).build();
		ShadowVariable<Object, Object> handle = this.registry.register(left);
		assertThatThrownBy(() -> handle.alloc(this.parent, (same) -> {
			handle.close();
			return "late";
		})).isInstanceOf(IllegalStateException.class);
		return left;
	}

	@Test
	void registerAfterTheLastCloseShouldStartEmpty() {
		this.first.alloc(this.parent, (same) -> "a");
		this.first.close();
		ShadowVariable<Object, Object> next = this.registry.register(this.type);
		assertThat(next.get(this.parent)).isNull();
		assertThat(next.owners()).isEqualTo(1);
		assertThat(next.stats()).isEqualTo(new ShadowStats(0, 0, Map.of(), 0, 0, 0));
		assertThat(next.alloc(this.parent, (same) -> "b")).isEqualTo("b");
	}

	@Test
	void registerAfterTheLastCloseShouldTakeADifferentType() {
		this.first.close();
		ShadowVariable<String, Integer> next = this.registry
			.register(ShadowType.builder(String.class, Integer.class).id(1).name("other").build());
		assertThat(next.alloc("parent", (same) -> 1)).isEqualTo(1);
		assertThat(this.registry.find("ps-lock")).isNull();
	}

	@Test
	void closedHandleShouldHaveNoPartInTheNextRegistration() {
		this.first.close();
		ShadowVariable<Object, Object> next = this.registry.register(this.type);
		next.alloc(this.parent, (same) -> "b");
		assertThat(this.first.get(this.parent)).isNull();
		assertThat(this.first.freeAll()).isZero();
		this.first.close();
		assertThat(next.get(this.parent)).isEqualTo("b");
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void closeOfWhatWasFoundShouldHaveNoEffect() {
		this.first.alloc(this.parent, (same) -> "a");
		Objects.requireNonNull(this.registry.find(1)).close();
		Objects.requireNonNull(this.registry.find("ps-lock")).close();
		this.registry.variables().forEach(ShadowVariable::close);
		assertThat(this.first.owners()).isEqualTo(1);
		assertThat(this.first.get(this.parent)).isEqualTo("a");
	}

	@Test
	void registerWhenTheIdIsTakenShouldNameBoth() {
		ShadowType<Object, Object> other = ShadowType.builder(Object.class, Object.class).id(1).name("other").build();
		assertThatThrownBy(() -> this.registry.register(other)).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessageContaining("because its id is held by the different type [")
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("0x1 (other)");
		assertThat(this.registry.find("other")).isNull();
	}

	@Test
	void registerWhenTheNameIsTakenShouldNameBoth() {
		ShadowType<Object, Object> other = ShadowType.builder(Object.class, Object.class).id(2).name("ps-lock").build();
		assertThatThrownBy(() -> this.registry.register(other)).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessageContaining("because its name is held by the different type [")
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining("0x2 (ps-lock)");
		assertThat(this.registry.find(2)).isNull();
	}

	@Test
	void registerWhenTheClassesDifferShouldShowThem() {
		ShadowType<String, Integer> other = ShadowType.builder(String.class, Integer.class)
			.id(1)
			.name("ps-lock")
			.build();
		assertThatThrownBy(() -> this.registry.register(other)).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessageContaining("java.lang.Object -> java.lang.Object")
			.hasMessageContaining("java.lang.String -> java.lang.Integer");
	}

	@Test
	void registerWhenOnlyACallbackDiffersShouldThrow() {
		ShadowType<Object, Object> other = ShadowType.builder(Object.class, Object.class)
			.id(1)
			.name("ps-lock")
			.destructor(new DestructionLog())
			.build();
		assertThatThrownBy(() -> this.registry.register(other)).isExactlyInstanceOf(ShadowIdConflictException.class)
			.hasMessageContaining("0x1 (ps-lock)");
		assertThat(this.first.owners()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource
	void registerWhenATypeDiffersShouldSayInWhat(UnaryOperator<ShadowType.Builder<Object, Object>> one,
			UnaryOperator<ShadowType.Builder<Object, Object>> other, String differences) {
		this.registry.register(one.apply(builder()).build());
		assertThatThrownBy(() -> this.registry.register(other.apply(builder()).build()))
			.isExactlyInstanceOf(ShadowIdConflictException.class)
			.message()
			.matches(".* which was registered before\\. They differ: " + differences + "\\. Register one ShadowType "
					+ "twice to share its variables, or give this type another id and another name");
	}

	static Stream<org.junit.jupiter.params.provider.Arguments> registerWhenATypeDiffersShouldSayInWhat() {
		UnaryOperator<ShadowType.Builder<Object, Object>> same = (builder) -> builder;
		UnaryOperator<ShadowType.Builder<Object, Object>> callbacks = (builder) -> builder
			.constructor((parent) -> "value" + builder.hashCode())
			.destructor((parent, value, cause) -> builder.id(1))
			.parentResolver((parent) -> (builder != null) ? parent : builder);
		return Stream.of(
				arguments(same, (UnaryOperator<ShadowType.Builder<Object, Object>>) (builder) -> builder.id(8),
						"their ids are 0x8 and 0x7"),
				arguments(same,
						(UnaryOperator<ShadowType.Builder<Object, Object>>) (
								builder) -> builder.name("b").description("text"),
						"their names are 'b' and 'a', only the refused type has a description"),
				arguments(callbacks, same,
						"only the registered type has a constructor, only the registered type has a destructor, only "
								+ "the registered type has a parent resolver"),
				arguments(callbacks, callbacks,
						"their constructors are two lambdas, which are never equal, their destructors are two lambdas, "
								+ "which are never equal, their parent resolvers are two lambdas, which are never equal"),
				arguments(
						(UnaryOperator<ShadowType.Builder<Object, Object>>) (builder) -> builder
							.destructor(new DestructionLog()),
						(UnaryOperator<ShadowType.Builder<Object, Object>>) (builder) -> builder
							.destructor(new DestructionLog()),
						"their destructors are io\\.github\\.shadowvars\\.DestructionLog@\\w+ and "
								+ "io\\.github\\.shadowvars\\.DestructionLog@\\w+"));
	}

	@Test
	void registerWhenTheClassesDifferShouldSayWhich() {
		ShadowType<String, Integer> other = ShadowType.builder(String.class, Integer.class)
			.id(1)
			.name("ps-lock")
			.build();
		assertThatThrownBy(() -> this.registry.register(other))
			.hasMessageContaining(
					"They differ: their parent types are java.lang.String and java.lang.Object, their value types are "
							+ "java.lang.Integer and java.lang.Object, only the registered type has a destructor.")
			.asInstanceOf(InstanceOfAssertFactories.type(ShadowIdConflictException.class))
			.extracting(ShadowIdConflictException::holder)
			.isSameAs(this.first.type());
	}

	@Test
	void registerShouldCallEqualsOfTheUsersObjectsWithoutALock() throws Exception {
		CountDownLatch comparing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Function<Object, Object> constructor = new Function<>() {

			@Override
			public Object apply(Object parent) {
				return "value";
			}

			@Override
			public boolean equals(@Nullable Object other) {
				comparing.countDown();
				assertThatNoException().isThrownBy(release::await);
				return true;
			}

			@Override
			public int hashCode() {
				return 1;
			}

		};
		this.registry.register(builder().constructor(constructor).build());
		ShadowType<Object, Object> equal = builder().constructor((parent) -> "value").build();
		AtomicReference<ShadowVariable<Object, Object>> second = new AtomicReference<>();
		Thread registering = new Thread(() -> second.set(this.registry.register(equal)));
		registering.start();
		comparing.await();
		// Would wait forever if the lock were held
		this.registry.register(ShadowType.flag(Object.class, 9, "other"));
		release.countDown();
		registering.join();
		assertThat(second.get()).extracting(ShadowVariable::owners).isEqualTo(2);
	}

	private static ShadowType.Builder<Object, Object> builder() {
		return ShadowType.builder(Object.class, Object.class).id(7).name("a");
	}

	@Test
	void registerWhenOthersCloseMeanwhileShouldAlwaysGiveAHandleThatWorks() throws Exception {
		this.first.close();
		List<Object> parents = Race.run(4, (index) -> {
			Object mine = new Parent();
			for (int i = 0; i < 2_000; i++) {
				try (ShadowVariable<Object, Object> variable = this.registry.register(this.type)) {
					Object value = index + "." + i;
					variable.getOrAlloc(mine, (same) -> value);
					assertThat(variable.has(mine)).isTrue();
				}
			}
			return mine;
		});
		assertThat(parents).hasSize(4);
		assertThat(this.registry.find(1)).isNull();
		assertThat(this.destroyed.values()).isNotEmpty().doesNotHaveDuplicates();
		assertThat(this.destroyed.causes()).containsOnly(FreeCause.UNREGISTERED);
	}

	private ShadowType<Object, Object> type() {
		return ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").destructor(this.destroyed).build();
	}

}
