package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;

import io.github.shadowvars.reachability.ShadowReachability;
import io.github.shadowvars.reachability.ShadowReachability.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShadowVariable#reachability}.
 */
class VariableReachabilityTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final ShadowVariable<Object, Object> first = register(1, "first");

	private final ShadowVariable<Object, Object> second = register(2, "second");

	private final Object x = new Object();

	private final Object y = new Object();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void reachabilityWhenTwoParentsHoldEachOtherOverOneIdShouldTellThePath() {
		Object valueOfX = this.first.alloc(this.x, (parent) -> List.of(this.y));
		assertThat(this.first.reachability(this.x, valueOfX).result()).isEqualTo(Result.DOES_NOT);
		Object valueOfY = this.first.alloc(this.y, (parent) -> new Object[] { this.x });
		assertReaches(this.first.reachability(this.x, valueOfX), "value[]<first>[]");
		assertReaches(this.first.reachability(this.y, valueOfY), "value[]<first>[]");
		this.first.free(this.y);
		assertThat(this.first.reachability(this.x, valueOfX).result()).isEqualTo(Result.DOES_NOT);
	}

	@Test
	void reachabilityWhenTwoParentsHoldEachOtherOverTwoIdsShouldTellThePath() {
		Object valueOfX = this.first.alloc(this.x, (parent) -> List.of(this.y));
		Object valueOfY = this.second.alloc(this.y, (parent) -> List.of(this.x));
		assertReaches(this.first.reachability(this.x, valueOfX), "value[]<second>[]");
		assertReaches(this.second.reachability(this.y, valueOfY), "value[]<first>[]");
	}

	@Test
	void reachabilityWhenTheIdHasNoTypeShouldFollowItToo() {
		Object valueOfX = this.first.alloc(this.x, (parent) -> List.of(this.y));
		this.registry.alloc(this.y, 3, (parent) -> List.of(this.x));
		assertReaches(this.first.reachability(this.x, valueOfX), "value[]<0x3>[]");
	}

	@Test
	void reachabilityWhenTheValueIsAParentItselfShouldFollowIt() {
		Object value = this.first.alloc(this.x, (parent) -> this.y);
		this.second.alloc(this.y, (parent) -> List.of(this.x));
		assertReaches(this.first.reachability(this.x, value), "value<second>[]");
	}

	@Test
	void reachabilityWhenTheValueHoldsTheRegistryShouldNotLookThere() {
		this.first.alloc(this.y, (parent) -> List.of(this.x));
		assertThat(this.first.reachability(this.x, new Object[] { this.registry, this.first }).result())
			.isEqualTo(Result.DOES_NOT);
	}

	@Test
	void reachabilityWhenTheValueHoldsTheEndOfAParentShouldNotReachTheListeners() {
		List<Object> held = new ArrayList<>();
		ShadowVariable<Thread, Object> mortal = this.registry.register(ShadowType.builder(Thread.class, Object.class)
			.id(4)
			.lifetime((thread, ended) -> held.add(ended))
			.build());
		mortal.alloc(new Thread(), (thread) -> "value");
		Object parent = this.x;
		this.registry.addListener(new ShadowRegistryListener() {

			@Override
			public void registryClosed(ShadowRegistry closed) {
				assertThat(parent).isNotNull();
			}

		});
		assertThat(this.first.reachability(this.x, held).result()).isEqualTo(Result.DOES_NOT);
	}

	private static void assertReaches(ShadowReachability reachability, String path) {
		assertThat(reachability.result()).isEqualTo(Result.REACHES_PARENT);
		assertThat(reachability.path()).isEqualTo(path);
	}

	private ShadowVariable<Object, Object> register(long id, String name) {
		return this.registry.register(ShadowType.builder(Object.class, Object.class).id(id).name(name).build());
	}

}
