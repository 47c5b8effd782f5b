package io.github.shadowvars;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class MutexTests {

	private final Mutex mutex = new Mutex();

	private int counted;

	@Test
	void oneThreadAtATimeShouldHoldIt() throws Exception {
		List<Race.Running<Integer>> running = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			running.add(Race.start(() -> {
				for (int n = 0; n < 50_000; n++) {
					this.mutex.acquire();
					this.counted++;
					this.mutex.unlock();
				}
				return 0;
			}));
		}
		for (Race.Running<Integer> one : running) {
			one.result();
		}
		assertThat(this.counted).isEqualTo(200_000);
	}

	@Test
	void tryAcquireShouldTakeItOnlyIfItIsFree() {
		assertThat(this.mutex.tryAcquire()).isTrue();
		assertThat(this.mutex.tryAcquire()).isFalse();
		this.mutex.unlock();
		assertThat(this.mutex.tryAcquire()).isTrue();
	}

	/**
	 * A thread that waits for a monitor is blocked, and pins its carrier before JDK 24.
	 */
	@Test
	void registryShouldParkWhoWaitsForItsLock() throws Exception {
		try (DefaultShadowRegistry registry = (DefaultShadowRegistry) ShadowRegistry.create()) {
			ShadowType<Object, Object> type = ShadowType.builder(Object.class, Object.class).id(1).build();
			registry.lock.acquire();
			Thread waiting = new Thread(() -> registry.register(type));
			try {
				waiting.start();
				Awaitility.await().atMost(Race.DEADLINE).until(() -> waiting.getState() == State.WAITING);
			}
			finally {
				registry.lock.unlock();
			}
			waiting.join();
			assertThat(registry.find(type)).isNotNull();
		}
	}

}
