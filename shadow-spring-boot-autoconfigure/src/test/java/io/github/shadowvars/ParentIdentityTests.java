package io.github.shadowvars;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParentIdentityTests {

	private static final ShadowType<HostileParent, Object> TYPE = ShadowType.builder(HostileParent.class, Object.class)
		.id(1)
		.name("ps-lock")
		.build();

	private final List<ShadowFailure> failures = new ArrayList<>();

	private final ShadowRegistry registry = ShadowRegistry.builder().failureHandler(this.failures::add).build();

	private final ShadowVariable<HostileParent, Object> variable = this.registry.register(TYPE);

	private final HostileParent parent = new HostileParent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void getWhenParentsAreEqualShouldTellThemApart() {
		String one = String.valueOf(new char[] { 'a' });
		String other = String.valueOf(new char[] { 'a' });
		this.registry.alloc(one, 2, (parent) -> "value of one");
		assertThat(this.registry.get(one, 2)).isEqualTo("value of one");
		assertThat(this.registry.get(other, 2)).isNull();
		assertThat(this.registry.free(other, 2)).isFalse();
	}

	@Test
	void getWhenIdentityHashesCollideShouldTellParentsApart() {
		for (List<Object> pair : collidingPairs()) {
			this.registry.alloc(pair.get(0), 2, (parent) -> "first");
			assertThat(this.registry.get(pair.get(1), 2)).isNull();
			this.registry.alloc(pair.get(1), 2, (parent) -> "second");
			assertThat(this.registry.get(pair.get(0), 2)).isEqualTo("first");
			assertThat(this.registry.free(pair.get(0), 2)).isTrue();
			assertThat(this.registry.get(pair.get(0), 2)).isNull();
			assertThat(this.registry.get(pair.get(1), 2)).isEqualTo("second");
		}
	}

	@Test
	void everyOperationWhenTheParentIsHostileShouldLeaveItsMethodsAlone() {
		assertThat(this.variable.get(this.parent)).isNull();
		assertThat(this.variable.alloc(this.parent, (parent) -> "a")).isEqualTo("a");
		assertThat(this.variable.getOrAlloc(this.parent, (parent) -> "b")).isEqualTo("a");
		assertThat(this.variable.has(this.parent)).isTrue();
		this.variable.forEach((parent, value) -> assertThat(value).isEqualTo("a"));
		assertThat(this.variable.free(this.parent)).isTrue();
		this.variable.alloc(this.parent, (parent) -> "c");
		assertThat(this.variable.freeAll()).isEqualTo(1);
		this.variable.alloc(this.parent, (parent) -> "d");
		assertThat(this.variable.purge()).isEqualTo(new ShadowPurge(1, 0));
		this.variable.alloc(this.parent, (parent) -> "e");
		assertThat(this.registry.freeParent(this.parent)).isEqualTo(1);
		this.variable.alloc(this.parent, (parent) -> "f");
		this.variable.close();
		assertThat(this.variable.get(this.parent)).isNull();
	}

	@Test
	void everyRawOperationWhenTheParentIsHostileShouldLeaveItsMethodsAlone() {
		assertThat(this.registry.get(this.parent, 2)).isNull();
		assertThat(this.registry.alloc(this.parent, 2, (parent) -> "a")).isEqualTo("a");
		assertThat(this.registry.getOrAlloc(this.parent, 2, (parent) -> "b")).isEqualTo("a");
		assertThat(this.registry.free(this.parent, 2)).isTrue();
		this.registry.alloc(this.parent, 2, (parent) -> "c");
		assertThat(this.registry.freeAll(2)).isEqualTo(1);
	}

	@Test
	void everyOperationWhenTheTableIsLargeShouldLeaveParentMethodsAlone() {
		List<HostileParent> parents = new ArrayList<>();
		for (int i = 0; i < 50_000; i++) {
			HostileParent next = new HostileParent();
			parents.add(next);
			this.variable.alloc(next, (parent) -> "value");
		}
		parents.forEach((next) -> assertThat(this.variable.free(next)).isTrue());
	}

	@Test
	void everyOperationWhenTheValueIsHostileShouldLeaveItsMethodsAlone() {
		HostileParent value = new HostileParent();
		assertThat(this.variable.alloc(this.parent, (parent) -> value) == value).isTrue();
		assertThat(this.variable.getOrAlloc(this.parent, (parent) -> "other") == value).isTrue();
		assertThat(this.variable.free(this.parent)).isTrue();
	}

	@Test
	void allocWhenDuplicateShouldShowClassAndIdentityHash() {
		this.variable.alloc(this.parent, (parent) -> "a");
		assertThatThrownBy(() -> this.variable.alloc(this.parent, (parent) -> "b"))
			.isExactlyInstanceOf(DuplicateShadowException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining(HostileParent.shown(this.parent));
	}

	@Test
	void allocWhenTheConstructorAsksForItselfShouldShowClassAndIdentityHash() {
		Function<HostileParent, Object> again = (parent) -> this.variable.getOrAlloc(parent, (same) -> "inner");
		assertThatThrownBy(() -> this.variable.alloc(this.parent, again))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining(HostileParent.shown(this.parent));
	}

	@Test
	void allocWhenTheConstructorReturnsNullShouldNotCallTheParent() {
		assertThatThrownBy(() -> this.variable.alloc(this.parent, ConstructorTests.returningNull()))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessageContaining("0x1 (ps-lock)");
	}

	@Test
	void allocWhenTheValueIsTheParentShouldShowClassAndIdentityHash() {
		assertThatThrownBy(() -> this.variable.alloc(this.parent, (parent) -> parent))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("0x1 (ps-lock)")
			.hasMessageContaining(HostileParent.shown(this.parent));
		assertThat(this.variable.has(this.parent)).isFalse();
	}

	@Test
	void allocWhenTheParentIsOfAnotherClassShouldNotCallIt() {
		try (ShadowVariable<String, Object> strings = this.registry
			.register(ShadowType.builder(String.class, Object.class).id(3).name("strings").build())) {
			assertThatThrownBy(() -> this.registry.alloc(this.parent, strings.id(), (parent) -> "a"))
				.isExactlyInstanceOf(ClassCastException.class)
				.hasMessageContaining("0x3 (strings)")
				.hasMessageContaining(HostileParent.class.getName());
		}
	}

	@Test
	void allocWhenClosedShouldNotCallTheParent() {
		this.variable.close();
		assertThatThrownBy(() -> this.variable.alloc(this.parent, (parent) -> "a"))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("0x1 (ps-lock)");
	}

	@Test
	void freeWhenTheDestructorThrowsShouldReportClassAndIdentityHash() {
		this.registry.alloc(this.parent, 2, (parent) -> "a");
		this.registry.free(this.parent, 2, (parent, value, cause) -> {
			throw new IllegalStateException("broken");
		});
		assertThat(this.failures).singleElement()
			.extracting(ShadowFailure::parent)
			.isEqualTo(HostileParent.shown(this.parent));
	}

	private static List<List<Object>> collidingPairs() {
		List<List<Object>> pairs = new ArrayList<>();
		Map<Integer, Object> byHash = new HashMap<>();
		while (pairs.size() < 5) {
			Object next = new Parent();
			Object other = byHash.putIfAbsent(System.identityHashCode(next), next);
			if (other != null) {
				pairs.add(List.of(other, next));
			}
		}
		return pairs;
	}

}
