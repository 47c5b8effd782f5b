package io.github.shadowvars;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for virtual threads that wait. The JVM records which of them pin their carrier.
 */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_24)
class VirtualThreadTests {

	private static final int THREADS = 5_000;

	private static final SlowCallback INITIALIZER = new SlowCallback("slow");

	private final ThreadFactory threads = Race.virtual();

	private final SlowCallback slow = new SlowCallback("value");

	private final AtomicInteger constructed = new AtomicInteger();

	@TempDir
	private Path directory;

	@Test
	void getOrAllocWhenThousandsWaitForOneConstructorShouldPinNone() throws Exception {
		List<RecordedEvent> pinned = recordPinned(() -> {
			try (ShadowRegistry registry = ShadowRegistry.create()) {
				Object parent = new Parent();
				List<Race.Running<Object>> all = new ArrayList<>();
				all.add(this.slow.start(this.threads, () -> registry.getOrAlloc(parent, 1, this::construct)));
				for (int i = 1; i < THREADS; i++) {
					all.add(Race.start(this.threads, () -> registry.getOrAlloc(parent, 1, this::construct)));
				}
				all.forEach(Race.Running::awaitIdle);
				this.slow.proceed();
				for (Race.Running<Object> running : all) {
					assertThat(running.result()).isEqualTo("value");
				}
			}
		});
		assertThat(this.constructed).hasValue(1);
		assertThat(pinned).isEmpty();
	}

	@Test
	void theRecordingShouldShowAThreadThatIsPinned() throws Exception {
		assertThat(recordPinned(() -> {
			Race.Running<Object> pinned = INITIALIZER.start(this.threads, () -> Slow.VALUE).awaitIdle();
			INITIALIZER.proceed();
			assertThat(pinned.result()).isEqualTo("slow");
		})).isNotEmpty();
	}

	private Object construct(Object parent) {
		this.constructed.incrementAndGet();
		return this.slow.apply(parent);
	}

	private List<RecordedEvent> recordPinned(Scene scene) throws Exception {
		Path file = this.directory.resolve("recording.jfr");
		try (Recording recording = new Recording()) {
			recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
			recording.start();
			scene.play();
			recording.stop();
			recording.dump(file);
		}
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
			.toList();
	}

	/**
	 * Initializers run on a native stack, so a virtual thread in one pins its carrier.
	 */
	private static final class Slow {

		static final Object VALUE = INITIALIZER.apply(Slow.class);

	}

	@FunctionalInterface
	private interface Scene {

		void play() throws Exception;

	}

}
