package io.github.shadowvars;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the calls that a destructor may make.
 */
@Timeout(60)
class DestructorReentryTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Object parent = new Parent();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void destructorShouldFindItsOwnVariableAbsent() {
		List<Object> answers = new ArrayList<>();
		this.registry.alloc(this.parent, 1, (parent) -> "a");
		this.registry.free(this.parent, 1, (parent, value, cause) -> {
			answers.add(this.registry.get(this.parent, 1) == null);
			answers.add(this.registry.free(this.parent, 1));
			answers.add(this.registry.freeAll(1));
			answers.add(this.registry.freeParent(this.parent));
		});
		assertThat(answers).containsExactly(true, false, 0L, 0);
	}

	@Test
	void destructorShouldBeAbleToAllocTheSamePairAgain() {
		this.registry.alloc(this.parent, 1, (parent) -> "a");
		this.registry.free(this.parent, 1,
				(parent, value, cause) -> this.registry.alloc(this.parent, 1, (same) -> "next"));
		assertThat(this.registry.get(this.parent, 1)).isEqualTo("next");
	}

	@Test
	void destructorShouldBeAbleToFreeOtherIds() {
		DestructionLog inner = new DestructionLog();
		this.registry.alloc(this.parent, 1, (parent) -> "a");
		this.registry.alloc(this.parent, 2, (parent) -> "b");
		this.registry.free(this.parent, 1, (parent, value, cause) -> this.registry.free(this.parent, 2, inner));
		assertThat(inner.values()).containsExactly("b");
	}

	@Test
	void destructorOfFreeAllShouldBeAbleToFreeTheOthersOfItsId() {
		DestructionLog inner = new DestructionLog();
		List<Object> outer = new ArrayList<>();
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			Object next = new Parent();
			parents.add(next);
			this.registry.alloc(next, 1, (parent) -> next.hashCode());
		}
		long freed = this.registry.freeAll(1, (parent, value, cause) -> {
			outer.add(value);
			parents.forEach((next) -> this.registry.free(next, 1, inner));
		});
		assertThat(freed + inner.all().size()).isEqualTo(1_000);
		assertThat(outer).hasSize((int) freed);
		assertThat(parents).allMatch((next) -> this.registry.get(next, 1) == null);
	}

	@Test
	void destructorOfFreeAllShouldBeAbleToAllocManyOthers() {
		this.registry.alloc(this.parent, 1, (parent) -> "a");
		List<Object> parents = new ArrayList<>();
		assertThat(this.registry.freeAll(1, (parent, value, cause) -> {
			if (value.equals("a")) {
				for (int i = 0; i < 10_000; i++) {
					Object next = new Parent();
					parents.add(next);
					this.registry.alloc(next, 2, (same) -> "b");
				}
			}
		})).isEqualTo(1);
		assertThat(parents).allMatch((next) -> "b".equals(this.registry.get(next, 2)));
	}

	@Test
	void destructorShouldHoldNoLock() throws Exception {
		this.registry.alloc(this.parent, 1, (parent) -> "a");
		CountDownLatch destroying = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		Race.Running<Long> freeing = Race.start(() -> this.registry.freeAll(1, (parent, value, cause) -> {
			destroying.countDown();
			proceed.await();
		}));
		destroying.await();
		assertThat(this.registry.get(this.parent, 1)).isNull();
		assertThat(this.registry.alloc(this.parent, 1, (parent) -> "b")).isEqualTo("b");
		List<Object> parents = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			Object next = new Parent();
			parents.add(next);
			this.registry.alloc(next, 1, (parent) -> "c");
		}
		assertThat(parents).allMatch((next) -> this.registry.free(next, 1));
		assertThat(this.registry.free(this.parent, 1)).isTrue();
		proceed.countDown();
		assertThat(freeing.result()).isEqualTo(1);
	}

	@Test
	void destructorShouldBeAbleToCloseItsHandle() {
		ShadowVariable<Object, Object> variable = this.registry
			.register(ShadowType.builder(Object.class, Object.class).id(3).build());
		DestructionLog destroyed = new DestructionLog();
		variable.alloc(this.parent, (parent) -> "a");
		this.registry.free(this.parent, 3, (parent, value, cause) -> {
			destroyed.destroy(parent, value, cause);
			variable.close();
		});
		assertThat(destroyed.values()).containsExactly("a");
		assertThat(this.registry.find(3)).isNull();
	}

}
