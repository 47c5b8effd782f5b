package io.github.shadowvars.benchmark;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * Calls for random parents that have a value each.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShadowBenchmark {

	/**
	 * Returns an attached value.
	 * @param population the parents
	 * @param cursor the position of the thread in the sequence
	 * @return the value
	 */
	@Benchmark
	public @Nullable Object get(Population population, Cursor cursor) {
		return population.peer.get(population.sequence[cursor.next()]);
	}

	/**
	 * Looks for a value of a parent without one.
	 * @param population the parents
	 * @param strangers other parents
	 * @param cursor the position of the thread in the sequence
	 * @return null
	 */
	@Benchmark
	public @Nullable Object miss(Population population, Strangers strangers, Cursor cursor) {
		return population.peer.get(strangers.sequence[cursor.next()]);
	}

	/**
	 * Returns an attached value with {@code getOrAlloc}.
	 * @param population the parents
	 * @param cursor the position of the thread in the sequence
	 * @return the value
	 */
	@Benchmark
	public Object getOrAlloc(Population population, Cursor cursor) {
		return population.peer.getOrAlloc(population.sequence[cursor.next()]);
	}

	/**
	 * Detaches a value and attaches it again.
	 * @param population the parents
	 * @param cursor the position of the thread in the sequence
	 */
	@Benchmark
	public void allocFree(Population population, Cursor cursor) {
		Object parent = population.sequence[cursor.next()];
		population.peer.free(parent);
		population.peer.alloc(parent);
	}

	/**
	 * Returns one of the values of a parent, each id equally often.
	 * @param population the parents
	 * @param cursor the position of the thread in the sequence
	 * @return the value
	 */
	@Benchmark
	public @Nullable Object getOfSeveral(Population population, Cursor cursor) {
		return population.peers[cursor.next(population.peers.length)].get(population.sequence[cursor.next()]);
	}

	/**
	 * Frees all variables of a parent without values, like at the end of each request.
	 * @param population the parents
	 * @param strangers other parents
	 * @param cursor the position of the thread in the sequence
	 */
	@Benchmark
	public void freeParent(Population population, Strangers strangers, Cursor cursor) {
		population.peer.freeParent(strangers.sequence[cursor.next()], population.peers);
	}

	/**
	 * Returns an attached value while another thread attaches and detaches.
	 * @param population the parents
	 * @param cursor the position of the thread in the sequence
	 * @return the value
	 */
	@Benchmark
	@Group("getWhileChurning")
	@GroupThreads
	public @Nullable Object read(Population population, Cursor cursor) {
		return population.peer.get(population.sequence[cursor.next()]);
	}

	/**
	 * Attaches a value to each of this thread's strangers, then frees them: the table
	 * grows and shrinks.
	 * @param population the parents
	 * @param strangers other parents
	 * @param cursor the position of the thread in the sequence
	 */
	@Benchmark
	@Group("getWhileChurning")
	@GroupThreads
	public void churn(Population population, Strangers strangers, Cursor cursor) {
		Object stranger = strangers.sequence[cursor.next()];
		if (cursor.isBack()) {
			population.peer.free(stranger);
		}
		else {
			population.peer.alloc(stranger);
		}
	}

}
