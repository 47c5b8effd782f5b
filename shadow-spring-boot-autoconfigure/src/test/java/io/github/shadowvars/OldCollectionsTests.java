package io.github.shadowvars;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OldCollections}.
 */
class OldCollectionsTests {

	private final OldCollections collections = new OldCollections();

	@Test
	void collectedWhenAllIsCollectedEachTimeShouldBeTrue() {
		for (int i = 0; i < 50; i++) {
			GarbageCollection.run();
			assertThat(this.collections.collected()).isTrue();
		}
	}

	@Test
	void collectedWhenNothingOldIsCollectedShouldBeFalseUntilItIs() {
		for (int i = 0; i <= 16; i++) {
			GarbageCollection.run();
			this.collections.collected();
		}
		// No collection in between has the same effect as a young collection
		assertThat(this.collections.collected()).isFalse();
		assertThat(this.collections.collected()).isFalse();
		GarbageCollection.run();
		assertThat(this.collections.collected()).isTrue();
		assertThat(this.collections.collected()).isFalse();
	}

}
