package io.github.shadowvars.soak;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.github.shadowvars.restart.RestartClassLoader;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts one application after the other, each in its own class loader and under a load
 * that counts its calls. At the end, everything must be accounted for. The small heap on
 * the command line makes a leak fail early.
 */
public final class Soak {

	private static final Duration LIFE = Duration.ofSeconds(20);

	/**
	 * The first applications fill the caches of Spring and of Tomcat.
	 */
	private static final int WARM_UP = 2;

	private static final long MAX_GROWTH_BYTES = 2 << 20;

	private static final long[] sums = new long[5];

	private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

	private Soak() {
	}

	/**
	 * Runs, and fails if anything is left.
	 * @param args the duration of the load, in ISO-8601 format
	 */
	public static void main(String[] args) throws Exception {
		new Soak().run(Duration.parse(args[0]));
	}

	private void run(Duration duration) throws Exception {
		long lives = Math.max(1, duration.dividedBy(LIFE) - WARM_UP);
		for (int i = 0; i < WARM_UP; i++) {
			live();
		}
		long loaders = collected();
		long heap = heap();
		int threads = Thread.getAllStackTraces().size();
		for (int i = 0; i < lives; i++) {
			live();
			// The threads of the load's HTTP client end after the client was collected
			await(() -> {
				System.gc();
				assertThat(Thread.getAllStackTraces().keySet()).hasSizeLessThanOrEqualTo(threads);
			});
		}
		await(() -> {
			assertThat(collected()).as("class loaders").isLessThanOrEqualTo(loaders);
			assertThat(heap()).as("heap").isLessThanOrEqualTo(heap + MAX_GROWTH_BYTES);
		});
		System.out.printf("""

				%,d contexts, %,d operations, %,d constructors, %,d destructors, %,d requests, %,d scrapes
				class loaders %d, then %d; threads %d, then %d; heap %,d KiB, then %,d KiB
				Everything is accounted for
				""", lives + WARM_UP, sums[0], sums[1], sums[2], sums[3], sums[4], loaders, collected(), threads,
				Thread.getAllStackTraces().size(), heap >> 10, heap() >> 10);
		System.exit(0);
	}

	/**
	 * Waits on the current thread, because another thread would be counted.
	 */
	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

	private void live() throws Exception {
		try (RestartClassLoader loader = new RestartClassLoader("io.github.shadowvars.")) {
			this.loaders.add(new WeakReference<>(loader));
			FutureTask<long[]> life = new FutureTask<>(
					() -> (long[]) loader.loadClass(Soak.class.getPackageName() + ".app.SoakApplication")
						.getMethod("live", Duration.class)
						.invoke(null, LIFE));
			Thread thread = new Thread(life, "soak");
			thread.setContextClassLoader(loader);
			thread.start();
			long[] counts = life.get();
			thread.join();
			for (int i = 0; i < counts.length; i++) {
				sums[i] += counts[i];
			}
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof InvocationTargetException wrapped)
					? new IllegalStateException(wrapped.getCause()) : ex;
		}
	}

	/**
	 * Returns the number of class loaders that remain after a garbage collection.
	 */
	private long collected() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return this.loaders.stream().filter((loader) -> !loader.refersTo(null)).count();
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
