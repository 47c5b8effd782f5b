package com.acme;

import java.util.ArrayList;
import java.util.List;

import io.github.shadowvars.ShadowLeakHandler;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import io.github.shadowvars.reachability.ShadowReachability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ShadowLeakHandler}.
 */
@SuppressWarnings("NullAway") // null is what some tests pass
class LeakHandlerTests {

	private final List<String> told = new ArrayList<>();

	private ShadowRegistry registry = registry((variable, reachability, site) -> this.told
		.add(variable.name() + " " + reachability.path() + " at " + site));

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void allocWhenTheValueReachesItsParentShouldTellOnceForEachPathOfAnId() {
		ShadowVariable<Object, Object> first = register(1);
		ShadowVariable<Object, Object> second = register(2);
		for (int i = 0; i < 3; i++) {
			first.alloc(new Object(), (parent) -> new Object[] { parent });
		}
		first.getOrAlloc(new Object(), (parent) -> List.of(parent, "x"));
		second.alloc(new Object(), (parent) -> new Object[] { parent });
		assertThat(this.told).hasSize(3)
			.allMatch((leak) -> leak.matches("0x[12] value\\[] at com\\.acme\\.LeakHandlerTests\\."
					+ "allocWhen\\w+\\(LeakHandlerTests\\.java:\\d+\\)"));
	}

	@Test
	void allocWhenTheValueDoesNotReachItsParentShouldTellNothing() {
		ShadowVariable<Object, Object> variable = register(1);
		variable.alloc(new Object(), (parent) -> "value");
		variable.alloc(new Object(), (parent) -> new Thread(() -> {
		}));
		assertThat(this.told).isEmpty();
	}

	@Test
	void allocWhenTwoParentsHoldEachOtherShouldTellOfTheValueThatClosesTheCycle() {
		ShadowVariable<Object, Object> first = register(1);
		ShadowVariable<Object, Object> second = register(2);
		Object x = new Object();
		Object y = new Object();
		first.alloc(x, (parent) -> List.of(y));
		assertThat(this.told).isEmpty();
		second.alloc(y, (parent) -> List.of(x));
		assertThat(this.told).singleElement().asString().startsWith("0x2 value[]<0x1>[] at ");
	}

	@Test
	void allocWhenTheHandlerThrowsShouldAttachTheValue() {
		close();
		this.registry = registry((variable, reachability, site) -> {
			throw new StackOverflowError("test");
		});
		ShadowVariable<Object, Object> variable = register(1);
		Object parent = new Object();
		Object value = variable.alloc(parent, (self) -> new Object[] { self });
		assertThat(variable.get(parent)).isSameAs(value);
	}

	@Test
	void handlerShouldBeAbleToUseTheRegistry() {
		close();
		this.registry = registry((variable, reachability, site) -> variable.freeAll());
		ShadowVariable<Object, Object> variable = register(1);
		variable.alloc(new Object(), (self) -> new Object[] { self });
		assertThat(variable.count()).isZero();
	}

	@Test
	void handlerShouldBeToldTheClasses() {
		close();
		List<ShadowReachability> leaks = new ArrayList<>();
		this.registry = registry((variable, reachability, site) -> leaks.add(reachability));
		register(1).alloc(new Object(), (parent) -> new Object[] { parent });
		assertThat(leaks).singleElement()
			.satisfies((leak) -> assertThat(leak.classes()).containsExactly("[Ljava.lang.Object;", "java.lang.Object"));
	}

	@Test
	void allocWhenAThousandPathsWereToldShouldTellNoMore() {
		for (long id = 1; id <= 1001; id++) {
			this.registry.alloc(this, id, (parent) -> new Object[] { parent });
		}
		assertThat(this.told).hasSize(1000);
	}

	@Test
	void leakHandlerWhenNullShouldBeRefused() {
		assertThatNullPointerException().isThrownBy(() -> ShadowRegistry.builder().leakHandler(null))
			.withMessage("leakHandler must not be null");
	}

	private static ShadowRegistry registry(ShadowLeakHandler handler) {
		return ShadowRegistry.builder().leakHandler(handler).build();
	}

	private ShadowVariable<Object, Object> register(long id) {
		return this.registry.register(ShadowType.builder(Object.class, Object.class).id(id).build());
	}

}
