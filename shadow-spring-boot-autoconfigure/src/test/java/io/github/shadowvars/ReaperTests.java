package io.github.shadowvars;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ReaperTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final AtomicReference<Thread> reaper = new AtomicReference<>();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class).id(1).destructor((parent, value, cause) -> {
			this.reaper.set(Thread.currentThread());
			TimeUnit.MILLISECONDS.sleep(100);
		}).build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void restShouldTakeTwiceAsLongAsTheSweepButNotForEver() {
		assertThat(Reaper.restAfter(499_999)).isZero();
		assertThat(Reaper.restAfter(500_000)).isEqualTo(1_000_000);
		assertThat(Reaper.restAfter(200_000_000)).isEqualTo(400_000_000);
		assertThat(Reaper.restAfter(300_000_000)).isEqualTo(500_000_000);
	}

	@Test
	void reaperShouldRestAfterASweep() {
		GarbageCollection.runUntil(() -> {
			this.variable.alloc(new Parent(), (parent) -> "a");
			assertThat(this.reaper.get()).isNotNull();
			assertThat(LockSupport.getBlocker(this.reaper.get())).isInstanceOf(Reaper.class);
		});
	}

	@Test
	void reaperShouldKeepNoClassLoader() {
		this.variable.alloc(new Parent(), (parent) -> "a");
		GarbageCollection.runUntil(() -> {
			assertThat(this.reaper.get()).isNotNull();
			assertThat(this.reaper.get()).extracting(Thread::getContextClassLoader).isNull();
		});
	}

	@Test
	void interruptDuringTheRestShouldNotMakeTheReaperSpin() {
		reaperShouldRestAfterASweep();
		Thread resting = Objects.requireNonNull(this.reaper.get());
		resting.interrupt();
		Awaitility.await()
			.atMost(Race.DEADLINE)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !resting.isInterrupted() && LockSupport.getBlocker(resting) instanceof Reaper);
	}

}
