package io.github.shadowvars;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for two parents with the same identity hash, whose constructors run at the same
 * time.
 */
@Timeout(60)
class EqualHashTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final Object first;

	private final Object second;

	EqualHashTests() {
		// Hashes have 31 bits, so among about 60,000 objects two have the same hash.
		Map<Integer, Object> byHash = new HashMap<>();
		Object one = new Parent();
		Object other = byHash.put(System.identityHashCode(one), one);
		while (other == null) {
			one = new Parent();
			other = byHash.put(System.identityHashCode(one), one);
		}
		this.first = other;
		this.second = one;
	}

	@Test
	void eachShouldHaveItsOwnValue() {
		this.registry.alloc(this.first, 1, (parent) -> "first");
		this.registry.alloc(this.second, 1, (parent) -> "second");
		assertThat(this.registry.get(this.first, 1)).isEqualTo("first");
		assertThat(this.registry.free(this.first, 1)).isTrue();
		assertThat(this.registry.get(this.first, 1)).isNull();
		assertThat(this.registry.get(this.second, 1)).isEqualTo("second");
	}

	@Test
	void constructorWhenItAsksForTheOtherShouldGetIt() {
		assertThat(this.registry.alloc(this.first, 1,
				(parent) -> "first and " + this.registry.getOrAlloc(this.second, 1, (other) -> "second")))
			.isEqualTo("first and second");
	}

	@Test
	void constructorWhenItAsksForTheOtherOfAnotherThreadShouldWaitForIt() throws Exception {
		SlowCallback secondConstructor = new SlowCallback("second");
		Race.Running<Object> secondOne = start(secondConstructor, this.second);
		Race.Running<Object> firstOne = Race
			.start(() -> this.registry.alloc(this.first, 1, (parent) -> "first and " + getOrAlloc(this.second)));
		firstOne.awaitIdle();
		secondConstructor.proceed();
		assertThat(firstOne.result()).isEqualTo("first and " + secondOne.result());
	}

	@Test
	void constructorWhenItAsksForEitherThatRunsShouldFail() {
		this.registry.alloc(this.first, 1, (parent) -> this.registry.alloc(this.second, 1, (other) -> {
			assertThatIllegalStateException().isThrownBy(() -> getOrAlloc(this.first))
				.withMessageContaining("by this thread");
			assertThatIllegalStateException().isThrownBy(() -> getOrAlloc(this.second))
				.withMessageContaining("by this thread");
			return "second";
		}));
	}

	@Test
	void getOrAllocShouldWaitForTheConstructorOfItsOwnParentOnly() throws Exception {
		SlowCallback firstConstructor = new SlowCallback("first");
		SlowCallback secondConstructor = new SlowCallback("second");
		Race.Running<Object> firstOne = start(firstConstructor, this.first);
		Race.Running<Object> secondOne = start(secondConstructor, this.second);
		Race.Running<Object> forFirst = Race.start(() -> getOrAlloc(this.first)).awaitIdle();
		Race.Running<Object> forSecond = Race.start(() -> getOrAlloc(this.second)).awaitIdle();
		firstConstructor.proceed();
		assertThat(forFirst.result()).isEqualTo("first").isSameAs(firstOne.result());
		assertThat(forSecond.awaitIdle().future()).isNotDone();
		secondConstructor.proceed();
		assertThat(forSecond.result()).isEqualTo("second").isSameAs(secondOne.result());
	}

	@Test
	void constructorWhenItHasEndedShouldNotBeTakenForTheOther() {
		ShadowTable table = TableFiller.table();
		Attachment attachment = new Attachment(this.second, null);
		assertThat(table.reserve(this.first, new Attachment(this.first, null))).isNotNull();
		CallbackSlot ended = Objects.requireNonNull(table.reserve(this.second, attachment));
		assertThat(table.runningConstructor(this.second)).isNotEqualTo(table.runningConstructor(this.first));
		table.complete(ended, attachment, "second");
		assertThat(table.runningConstructor(this.second)).isNull();
		assertThat(table.runningConstructor(this.first)).isNotNull();
	}

	@Test
	void constructorWhenManyRunShouldBeToldApart() {
		ShadowTable table = TableFiller.table();
		assertThat(table.reserve(this.first, new Attachment(this.first, null))).isNotNull();
		for (int i = 0; i < 100; i++) {
			Object other = new Parent();
			assertThat(table.reserve(other, new Attachment(other, null))).isNotNull();
		}
		assertThat(table.reserve(this.second, new Attachment(this.second, null))).isNotNull();
		assertThat(table.runningConstructor(this.second)).isNotNull()
			.isNotEqualTo(table.runningConstructor(this.first));
	}

	private Race.Running<Object> start(SlowCallback constructor, Object parent) throws InterruptedException {
		return constructor.start(() -> this.registry.alloc(parent, 1, constructor));
	}

	private Object getOrAlloc(Object parent) {
		return this.registry.getOrAlloc(parent, 1, (same) -> "too late");
	}

}
