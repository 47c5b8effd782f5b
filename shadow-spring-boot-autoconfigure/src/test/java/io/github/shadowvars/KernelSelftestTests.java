package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The steps of the kernel's {@code lib/livepatch/test_klp_shadow_vars.c}, in the same
 * order and with the same ids.
 */
class KernelSelftestTests {

	private static final long SV_ID1 = 0x1234;

	private static final long SV_ID2 = 0x1235;

	private static final int NUM_OBJS = 3;

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final List<Object> objs = new ArrayList<>();

	private final List<Object> nfields1 = new ArrayList<>();

	private final List<Object> nfields2 = new ArrayList<>();

	private final List<Object> sv1 = new ArrayList<>();

	private final List<Object> sv2 = new ArrayList<>();

	private final DestructionLog destroyed = new DestructionLog();

	@BeforeEach
	void allocate() {
		for (int i = 0; i < NUM_OBJS; i++) {
			Object obj = new Parent();
			this.objs.add(obj);
			assertThat(this.registry.get(obj, SV_ID1)).isNull();
			this.nfields1.add("nfields1[" + i + "]");
			this.nfields2.add("nfields2[" + i + "]");
			this.sv1.add((i % 2 != 0) ? this.registry.alloc(obj, SV_ID1, shadowCtor(this.nfields1.get(i)))
					: this.registry.getOrAlloc(obj, SV_ID1, shadowCtor(this.nfields1.get(i))));
			this.sv2.add(this.registry.alloc(obj, SV_ID2, shadowCtor(this.nfields2.get(i))));
		}
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void pass1WhenNothingIsAllocatedShouldFindNothing() {
		assertThat(this.registry.get(new Parent(), SV_ID1)).isNull();
		assertThat(this.registry.get(this.objs.get(0), 0x1236)).isNull();
	}

	@Test
	void pass2WhenAllocatedShouldFindWhatEachConstructorMade() {
		for (int i = 0; i < NUM_OBJS; i++) {
			assertThat(this.registry.get(this.objs.get(i), SV_ID1)).isSameAs(this.sv1.get(i))
				.isEqualTo(new Shadow(this.nfields1.get(i)));
			assertThat(this.registry.get(this.objs.get(i), SV_ID2)).isSameAs(this.sv2.get(i))
				.isEqualTo(new Shadow(this.nfields2.get(i)));
		}
	}

	@Test
	void pass3WhenAllocatedShouldGetTheSameWithoutConstructing() {
		for (int i = 0; i < NUM_OBJS; i++) {
			Object sv = this.registry.getOrAlloc(this.objs.get(i), SV_ID1, (obj) -> {
				throw new AssertionError("A second constructor ran");
			});
			assertThat(sv).isSameAs(this.sv1.get(i)).isEqualTo(new Shadow(this.nfields1.get(i)));
		}
	}

	@Test
	void pass3WhenAllocatedShouldRefuseToAllocateAgain() {
		for (int i = 0; i < NUM_OBJS; i++) {
			Object obj = this.objs.get(i);
			assertThatThrownBy(() -> this.registry.alloc(obj, SV_ID1, shadowCtor("ndup")))
				.isExactlyInstanceOf(DuplicateShadowException.class)
				.hasMessageContaining("0x1234")
				.hasMessageContaining(HostileParent.shown(obj));
			assertThat(this.registry.get(obj, SV_ID1)).isSameAs(this.sv1.get(i));
		}
	}

	@Test
	void pass4WhenEachIsFreedShouldDestroyAndFindNothing() {
		for (int i = 0; i < NUM_OBJS; i++) {
			assertThat(this.registry.free(this.objs.get(i), SV_ID1, this.destroyed)).isTrue();
			assertThat(this.registry.get(this.objs.get(i), SV_ID1)).isNull();
			assertThat(this.destroyed.values()).hasSize(i + 1).last().isSameAs(this.sv1.get(i));
		}
	}

	@Test
	void pass5WhenOneIdIsFreedShouldStillFindTheOther() {
		this.objs.forEach((obj) -> this.registry.free(obj, SV_ID1, this.destroyed));
		for (int i = 0; i < NUM_OBJS; i++) {
			assertThat(this.registry.get(this.objs.get(i), SV_ID2)).isSameAs(this.sv2.get(i))
				.isEqualTo(new Shadow(this.nfields2.get(i)));
		}
	}

	@Test
	void pass6WhenAllOfAnIdAreFreedShouldFindNoneOfThem() {
		assertThat(this.registry.freeAll(SV_ID2)).isEqualTo(NUM_OBJS);
		for (int i = 0; i < NUM_OBJS; i++) {
			assertThat(this.registry.get(this.objs.get(i), SV_ID2)).isNull();
			assertThat(this.registry.get(this.objs.get(i), SV_ID1)).isSameAs(this.sv1.get(i));
		}
	}

	@Test
	void allocWhenTheConstructorFailsShouldAttachNothingAndTryAgain() {
		Object obj = new Parent();
		IllegalArgumentException einval = new IllegalArgumentException("-EINVAL");
		assertThatThrownBy(() -> this.registry.getOrAlloc(obj, SV_ID1, (parent) -> {
			throw einval;
		})).isSameAs(einval);
		assertThat(this.registry.get(obj, SV_ID1)).isNull();
		assertThat(this.registry.getOrAlloc(obj, SV_ID1, shadowCtor("again"))).isEqualTo(new Shadow("again"));
	}

	@Test
	void freeWhenNothingIsAllocatedShouldDoNothing() {
		assertThat(this.registry.free(new Parent(), SV_ID1, this.destroyed)).isFalse();
		assertThat(this.registry.freeAll(0x1236, this.destroyed)).isZero();
		assertThat(this.destroyed.all()).isEmpty();
	}

	private static Function<Object, Shadow> shadowCtor(Object ctorData) {
		return (obj) -> new Shadow(ctorData);
	}

	private record Shadow(Object data) {
	}

}
