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
			assertThat(this.collections.record()).isTrue();
		}
	}

	@Test
	void collectedWhenNothingOldIsCollectedShouldBeFalseUntilItIs() {
		for (int i = 0; i <= 16; i++) {
			GarbageCollection.run();
			this.collections.record();
		}
		// No collection in between has the same effect as a young collection
		assertThat(this.collections.record()).isFalse();
		assertThat(this.collections.record()).isFalse();
		GarbageCollection.run();
		assertThat(this.collections.record()).isTrue();
		assertThat(this.collections.record()).isFalse();
	}

}
