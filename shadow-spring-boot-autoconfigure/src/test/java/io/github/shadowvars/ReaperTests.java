package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ReaperTests {

	private final ShadowRegistry registry = ShadowRegistry.create();

	private final AtomicReference<Thread> reaper = new AtomicReference<>();

	private final ShadowVariable<Object, Object> variable = this.registry
		.register(ShadowType.builder(Object.class, Object.class)
			.id(1)
			.destructor((parent, value, cause) -> this.reaper.set(Thread.currentThread()))
			.build());

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void reaperShouldKeepNoClassLoader() {
		this.variable.alloc(new Parent(), (parent) -> "a");
		GarbageCollection.runUntil(() -> {
			assertThat(this.reaper.get()).isNotNull();
			assertThat(this.reaper.get()).extracting(Thread::getContextClassLoader).isNull();
		});
	}

}
