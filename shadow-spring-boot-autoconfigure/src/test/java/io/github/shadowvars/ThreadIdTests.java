package io.github.shadowvars;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that threads are distinguished even if they override their id.
 */
@Timeout(60)
class ThreadIdTests {

	@ParameterizedTest
	@MethodSource("io.github.shadowvars.Race#threads")
	void currentShouldDifferByThreadAndStay(ThreadFactory threads) throws Exception {
		Set<Long> ids = new HashSet<>();
		ids.add(ThreadId.current());
		assertThat(ids).containsExactly(ThreadId.current());
		for (int i = 0; i < 10; i++) {
			assertThat(ids.add(Race.start(threads, ThreadId::current).result())).isTrue();
		}
	}

	@Test
	void getOrAllocWhenThreadsClaimTheSameIdShouldWait() throws Exception {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			SlowCallback slow = new SlowCallback("value");
			Race.Running<Object> constructing = slow.start(SameId::new, () -> registry.alloc(this, 1, slow));
			Race.Running<Object> waiting = Race
				.start(SameId::new, () -> registry.getOrAlloc(this, 1, (parent) -> "second"))
				.awaitIdle();
			slow.proceed();
			assertThat(waiting.result()).isEqualTo("value").isSameAs(constructing.result());
		}
	}

	private static final class SameId extends Thread {

		SameId(Runnable task) {
			super(task);
			setDaemon(true);
		}

		@Override
		@SuppressWarnings("deprecation")
		public long getId() {
			return 7;
		}

	}

}
