package io.github.shadowvars;

import java.lang.ref.WeakReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ParentResolverTests {

	private final DestructionLog destroyed = new DestructionLog();

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, String> variable = this.registry
		.register(ShadowType.builder(Object.class, String.class)
			.id(1)
			.name("ps-lock")
			.destructor(this.destroyed)
			.parentResolver(ParentResolverTests::resolve)
			.build());

	private final Object target = new Parent();

	private final Proxy proxy = new Proxy(this.target);

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void everyCallShouldWorkOnTheParentThatCounts() {
		assertThat(this.variable.alloc(this.proxy, (parent) -> (parent == this.target) ? "target" : "proxy"))
			.isEqualTo("target");
		assertThat(this.variable.get(this.target)).isEqualTo("target");
		assertThat(this.variable.get(new Proxy(this.target))).isEqualTo("target");
		assertThat(this.variable.has(this.proxy)).isTrue();
		assertThat(this.variable.getOrAlloc(this.proxy, (parent) -> "other")).isEqualTo("target");
		assertThat(this.variable.free(this.proxy)).isTrue();
		assertThat(this.destroyed.all()).singleElement()
			.extracting(DestructionLog.Destruction::parent)
			.isEqualTo(HostileParent.shown(this.target));
	}

	@Test
	void rawCallsShouldWorkOnTheParentThatCounts() {
		this.registry.alloc(this.proxy, 1, (parent) -> "a");
		assertThat(this.registry.get(this.target, 1)).isEqualTo("a");
		assertThat(this.registry.getOrAlloc(new Proxy(this.target), 1, (parent) -> "b")).isEqualTo("a");
		assertThat(this.registry.free(this.proxy, 1)).isTrue();
		this.registry.alloc(this.target, 1, (parent) -> "c");
		assertThat(this.registry.freeParent(this.proxy)).isEqualTo(1);
	}

	@Test
	void getWhenTheParentIsOfAnotherClassShouldThrowBeforeTheResolverIsAsked() {
		this.registry
			.register(ShadowType.builder(String.class, String.class).id(2).parentResolver(String::trim).build());
		assertThatThrownBy(() -> this.registry.get(this.target, 2)).isExactlyInstanceOf(ClassCastException.class)
			.hasMessageContaining("A parent of shadow 0x2 must be a java.lang.String")
			.hasMessageContaining(HostileParent.shown(this.target));
	}

	@Test
	void forEachShouldShowTheParentThatCounts() {
		this.variable.alloc(this.proxy, (parent) -> "a");
		this.variable.forEach((parent, value) -> assertThat(parent).isSameAs(this.target));
	}

	@Test
	void allocWhenDuplicateShouldShowTheParentThatCounts() {
		this.variable.alloc(this.target, (parent) -> "a");
		assertThatThrownBy(() -> this.variable.alloc(this.proxy, (parent) -> "b"))
			.isExactlyInstanceOf(DuplicateShadowException.class)
			.hasMessageContaining(HostileParent.shown(this.target));
	}

	@Test
	void collectionOfTheProxyShouldFreeNothing() {
		allocThroughGarbage();
		assertThat(this.variable.get(this.target)).isEqualTo("a");
		assertThat(this.destroyed.all()).isEmpty();
	}

	@Test
	void resolverThatReturnsNullShouldNameTheVariable() {
		ShadowVariable<Object, String> broken = this.registry.register(ShadowType.builder(Object.class, String.class)
			.id(2)
			.name("broken")
			.parentResolver(ParentResolverTests::unresolved)
			.build());
		assertThatThrownBy(() -> broken.alloc(this.proxy, (parent) -> "a"))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessageContaining("0x2 (broken)");
	}

	@Test
	void freeParentWhenResolversThrowShouldFreeTheOthersAndThrowThemAll() {
		for (String name : new String[] { "first", "second" }) {
			this.registry.register(ShadowType.builder(Object.class, String.class)
				.id(name.length())
				.name(name)
				.parentResolver((parent) -> {
					throw new IllegalStateException(name);
				})
				.build());
		}
		this.variable.alloc(this.target, (parent) -> "a");
		assertThatThrownBy(() -> this.registry.freeParent(this.target)).isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage("second")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage)
				.isEqualTo("first"));
		assertThat(this.destroyed.values()).containsExactly("a");
	}

	@Test
	void resolverOfTheRegistryShouldMapParentsOfItsClassAfterTheTypesOwn() {
		try (ShadowRegistry registry = ShadowRegistry.builder()
			.parentResolver(Proxy.class, (proxy) -> this.proxy)
			.build()) {
			ShadowVariable<Proxy, String> plain = registry
				.register(ShadowType.builder(Proxy.class, String.class).id(1).build());
			ShadowVariable<Proxy, String> resolved = registry.register(ShadowType.builder(Proxy.class, String.class)
				.id(2)
				.parentResolver((proxy) -> (Proxy) proxy.target())
				.build());
			plain.alloc(new Proxy(this.target), this::whetherMapped);
			assertThat(plain.get(this.proxy)).isEqualTo("mapped");
			resolved.alloc(new Proxy(new Proxy(1)), this::whetherMapped);
			assertThat(resolved.get(new Proxy(this.proxy))).isEqualTo("mapped");
			assertThat(registry.freeParent(new Proxy(this.proxy))).isEqualTo(2);
		}
	}

	@Test
	void resolverOfTheRegistryShouldLeaveParentsOfOtherClasses() {
		try (ShadowRegistry registry = ShadowRegistry.builder()
			.parentResolver(Proxy.class, (proxy) -> this.proxy)
			.build()) {
			Proxy other = new Proxy(this.target);
			registry.alloc(other, 1, (parent) -> "a");
			assertThat(registry.get(this.proxy, 1)).isNull();
			assertThat(registry.get(other, 1)).isEqualTo("a");
		}
	}

	@Test
	@SuppressWarnings("NullAway")
	void resolverOfTheRegistryWhenAnArgumentIsNullShouldNameIt() {
		ShadowRegistry.Builder builder = ShadowRegistry.builder();
		assertThatThrownBy(() -> builder.parentResolver(Proxy.class, null))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessage("parentResolver must not be null");
		assertThatThrownBy(() -> builder.parentResolver(null, (parent) -> parent))
			.isExactlyInstanceOf(NullPointerException.class)
			.hasMessage("parentType must not be null");
	}

	@Test
	void resolvedParentOfAValueBasedClassShouldBeRefused() {
		assertThatThrownBy(() -> this.variable.alloc(new Proxy(1), (parent) -> "a"))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("java.lang.Integer");
	}

	@Test
	void valueThatIsTheResolvedParentShouldBeRefused() {
		ShadowVariable<Object, Object> objects = this.registry.register(ShadowType.builder(Object.class, Object.class)
			.id(3)
			.parentResolver(ParentResolverTests::resolve)
			.build());
		assertThatThrownBy(() -> objects.alloc(this.proxy, (parent) -> this.target))
			.isExactlyInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("0x3");
	}

	private String whetherMapped(Object parent) {
		return (parent == this.proxy) ? "mapped" : "not mapped";
	}

	private void allocThroughGarbage() {
		GarbageCollection.runUntilCleared(allocThroughProxy());
	}

	private WeakReference<Proxy> allocThroughProxy() {
		Proxy garbage = new Proxy(this.target);
		this.variable.alloc(garbage, (parent) -> "a");
		return new WeakReference<>(garbage);
	}

	private static Object resolve(Object parent) {
		return (parent instanceof Proxy proxy) ? proxy.target() : parent;
	}

	@SuppressWarnings("NullAway")
	private static Object unresolved(Object parent) {
		return null;
	}

	private record Proxy(Object target) {
	}

}
