package io.github.shadowvars;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads are told apart, whatever they say of themselves.
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
			CountDownLatch running = new CountDownLatch(1);
			CountDownLatch proceed = new CountDownLatch(1);
			Race.Running<Object> constructing = Race.start(SameId::new, () -> registry.alloc(this, 1, (parent) -> {
				running.countDown();
				try {
					proceed.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return "value";
			}));
			running.await();
			Race.Running<Object> waiting = Race
				.start(SameId::new, () -> registry.getOrAlloc(this, 1, (parent) -> "second"))
				.awaitIdle();
			proceed.countDown();
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
