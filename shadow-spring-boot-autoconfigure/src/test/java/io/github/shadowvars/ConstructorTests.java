package io.github.shadowvars;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ConstructorTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class).id(1).name("ps-lock").build());

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void allocShouldPassTheParentToTheConstructor() {
		List<Object> seen = new ArrayList<>();
		this.variable.alloc(this.parent, (parent) -> {
			seen.add(parent);
			return "value";
		});
		assertThat(seen).singleElement().isSameAs(this.parent);
	}

	@Test
	void allocWhenTheTypeHasAConstructorShouldUseIt() {
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
			.id(2)
			.constructor((parent) -> "of the type")
			.build();
		try (ShadowVariable<Object, Object> other = this.registry.register(type)) {
			assertThat(other.alloc(this.parent)).isEqualTo("of the type");
			assertThat(other.getOrAlloc(this.parent)).isEqualTo("of the type");
		}
	}

	@Test
	void allocWhenGivenAConstructorShouldPreferItToTheTypes() {
		ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class)
			.id(2)
			.constructor((parent) -> "of the type")
			.build();
		try (ShadowVariable<Object, Object> other = this.registry.register(type)) {
			assertThat(other.alloc(this.parent, (parent) -> "of the call")).isEqualTo("of the call");
			assertThat(other.get(this.parent)).isEqualTo("of the call");
		}
	}

	@Test
	void allocWhenDuplicateShouldNotConstructAndLeaveTheValue() {
		Object value = this.variable.alloc(this.parent, (parent) -> new Parent());
		AtomicBoolean constructed = new AtomicBoolean();
		assertThatThrownBy(() -> this.variable.alloc(this.parent, (parent) -> {
			constructed.set(true);
			return "other";
		})).isExactlyInstanceOf(DuplicateShadowException.class);
		assertThat(constructed).isFalse();
		assertThat(this.variable.get(this.parent)).isSameAs(value);
	}

	@Test
	void allocWhenTheConstructorThrowsShouldThrowThatAndAttachNothing() {
		RuntimeException failure = new RuntimeException("no memory");
		assertThatThrownBy(() -> this.variable.alloc(this.parent, throwing(failure))).isSameAs(failure);
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.variable.count()).isZero();
		assertThat(this.variable.alloc(this.parent, (parent) -> "again")).isEqualTo("again");
	}

	@Test
	void getOrAllocWhenTheConstructorThrowsAnErrorShouldThrowThatAndAttachNothing() {
		StackOverflowError failure = new StackOverflowError("deep");
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.parent, (parent) -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(this.variable.getOrAlloc(this.parent, (parent) -> "again")).isEqualTo("again");
	}

	@Test
	void allocWhenTheConstructorReturnsNullShouldNameTheVariableAndAttachNothing() {
		assertThatThrownBy(() -> this.variable.alloc(this.parent, returningNull()))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessageContaining("0x1 (ps-lock)");
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.variable.alloc(this.parent, (parent) -> "again")).isEqualTo("again");
	}

	@Test
	void getOrAllocWhenTheConstructorReturnsNullShouldNameTheVariableAndAttachNothing() {
		assertThatThrownBy(() -> this.variable.getOrAlloc(this.parent, returningNull()))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessageContaining("0x1 (ps-lock)");
		assertThat(this.variable.count()).isZero();
	}

	@Test
	void allocWhileConstructingShouldShowTheVariableAsAbsent() {
		this.variable.alloc(this.parent, (parent) -> {
			assertThat(this.variable.get(parent)).isNull();
			assertThat(this.variable.has(parent)).isFalse();
			assertThat(this.variable.free(parent)).isFalse();
			assertThat(this.variable.freeAll()).isZero();
			assertThat(this.registry.freeParent(parent)).isZero();
			this.variable.forEach((other, value) -> {
				throw new AssertionError("A variable is shown before it is constructed");
			});
			return "value";
		});
		assertThat(this.variable.get(this.parent)).isEqualTo("value");
	}

	@Test
	void allocWhenTheConstructorAllocsAnotherIdShouldAttachBoth() {
		this.variable.alloc(this.parent, (parent) -> this.registry.alloc(parent, 2, (same) -> "inner") + " and outer");
		assertThat(this.registry.get(this.parent, 2)).isEqualTo("inner");
		assertThat(this.variable.get(this.parent)).isEqualTo("inner and outer");
	}

	@Test
	void allocWhenTheConstructorAllocsAnotherParentShouldAttachBoth() {
		Object other = new Parent();
		this.variable.alloc(this.parent, (parent) -> this.variable.alloc(other, (same) -> "inner") + " and outer");
		assertThat(this.variable.get(other)).isEqualTo("inner");
		assertThat(this.variable.get(this.parent)).isEqualTo("inner and outer");
	}

	@Test
	void allocWhenConstructorsNestDeeplyShouldAttachAll() {
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			parents.add(new Parent());
		}
		allocNested(parents, 0);
		for (int i = 0; i < parents.size(); i++) {
			assertThat(this.variable.get(parents.get(i))).isEqualTo(i);
		}
		assertThat(this.variable.count()).isEqualTo(500);
	}

	@Test
	void allocWhenANestedConstructorThrowsShouldAttachNone() {
		RuntimeException failure = new RuntimeException("inner");
		assertThatThrownBy(
				() -> this.variable.alloc(this.parent, (parent) -> this.registry.alloc(parent, 2, throwing(failure))))
			.isSameAs(failure);
		assertThat(this.variable.has(this.parent)).isFalse();
		assertThat(this.registry.get(this.parent, 2)).isNull();
	}

	@Test
	void allocWhileConstructingShouldKeepTheParentAlive() {
		for (int i = 0; i < 20_000; i++) {
			allocOnFresh((reference) -> "to have it compiled");
		}
		Object alive = allocOnFresh((reference) -> {
			GarbageCollection.run();
			GarbageCollection.run();
			return !reference.refersTo(null);
		});
		assertThat(alive).isEqualTo(true);
	}

	private Object allocOnFresh(Function<WeakReference<Object>, Object> constructor) {
		Object fresh = new Parent();
		WeakReference<Object> reference = new WeakReference<>(fresh);
		return this.variable.alloc(fresh, (parent) -> constructor.apply(reference));
	}

	private void allocNested(List<Object> parents, int depth) {
		if (depth < parents.size()) {
			this.variable.alloc(parents.get(depth), (parent) -> {
				allocNested(parents, depth + 1);
				return depth;
			});
		}
	}

	static Function<Object, Object> throwing(RuntimeException failure) {
		return (parent) -> {
			throw failure;
		};
	}

	@SuppressWarnings("NullAway")
	static Function<Object, Object> returningNull() {
		return (parent) -> null;
	}

}
