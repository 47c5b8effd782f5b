package io.github.shadowvars.restart;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Restarts an application ten times, each time in a new class loader and a new main
 * thread, and then checks that nothing of it is left. Runs in its own JVM, which clears
 * soft references, because Spring's caches hold classes softly.
 * <p>
 * Loggers and meters of Spring Boot remain and refer to the first and the last
 * application, so an application without shadow variables starts before and after the
 * ten.
 */
final class RestartLoop {

	static final String DONE = "Nothing is left of 10 restarts";

	private static final String APPLICATION = RestartLoop.class.getPackageName() + ".app.";

	private static final int RESTARTS = 10;

	private RestartLoop() {
	}

	/**
	 * Runs.
	 * @param args the prefix of the names of classes that are loaded again
	 */
	public static void main(String[] args) throws Exception {
		Object parent = new Object();
		MeterRegistry meters = new SharedMeterRegistry();
		List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
		start(args[0], "PlainApplication", meters);
		int threads = Thread.getAllStackTraces().size();
		for (int i = 0; i < RESTARTS; i++) {
			loaders.add(restart(args[0], parent, meters));
			assertThat(shadowMeters(meters)).isEmpty();
			assertThat(shadowThreads()).isEmpty();
			assertThat(Thread.getAllStackTraces().keySet()).hasSizeLessThanOrEqualTo(threads);
		}
		start(args[0], "PlainApplication", meters);
		// The JDK keeps the component type of the last record that was compared
		assertThat(new Last("last")).isEqualTo(new Last("last"));
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			System.gc();
			assertThat(loaders).hasSize(RESTARTS).allMatch((loader) -> loader.refersTo(null));
		});
		System.out.println(DONE);
	}

	private static WeakReference<ClassLoader> restart(String prefix, Object parent, MeterRegistry meters)
			throws Exception {
		List<WeakReference<ClassLoader>> seen = new ArrayList<>();
		Consumer<ClassLoader> running = (loader) -> {
			seen.add(new WeakReference<>(loader));
			assertThat(loader).isNotSameAs(RestartLoop.class.getClassLoader());
			assertThat(shadowMeters(meters)).isNotEmpty();
			// Another thread watches the reaper while a destructor runs
			assertThat(shadowThreads()).containsOnlyOnce("shadow-reaper");
		};
		start(prefix, "RestartedApplication", parent, meters, running);
		return seen.get(0);
	}

	private static void start(String prefix, String application, Object... arguments) throws Exception {
		try (RestartClassLoader loader = new RestartClassLoader(prefix)) {
			FutureTask<Object> main = new FutureTask<>(() -> {
				Method run = Stream.of(loader.loadClass(APPLICATION + application).getMethods())
					.filter((method) -> method.getName().equals("run"))
					.findFirst()
					.orElseThrow();
				return run.invoke(null, arguments);
			});
			Thread thread = new Thread(main, "restartedMain");
			thread.setContextClassLoader(loader);
			thread.start();
			main.get();
			thread.join();
		}
	}

	private static List<String> shadowMeters(MeterRegistry meters) {
		return meters.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.filter((name) -> name.startsWith("shadow."))
			.toList();
	}

	private static List<String> shadowThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("shadow"))
			.toList();
	}

	private record Last(String component) {
	}

	/**
	 * Stays open when an application closes it.
	 */
	private static final class SharedMeterRegistry extends SimpleMeterRegistry {

		@Override
		public void close() {
		}

	}

}
