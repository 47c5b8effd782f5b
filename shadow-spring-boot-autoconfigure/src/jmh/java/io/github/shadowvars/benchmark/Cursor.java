package io.github.shadowvars.benchmark;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * The position of a thread in the sequence of parents. Each thread has its own.
 */
@State(Scope.Thread)
public class Cursor {

	private int first;

	private int step;

	private int length;

	private int next;

	private boolean back;

	private int calls;

	/**
	 * Selects this thread's part of the parents.
	 * @param population the parents
	 * @param threads the index of this thread, and the number of threads
	 */
	@Setup(Level.Trial)
	public void start(Population population, ThreadParams threads) {
		this.first = threads.getThreadIndex();
		this.step = threads.getThreadCount();
		this.length = population.sequence.length;
		this.next = this.first;
	}

	int next() {
		int result = this.next;
		this.next = (result + this.step < this.length) ? result + this.step : this.first;
		if (this.next < result) {
			this.back = !this.back;
		}
		return result;
	}

	/**
	 * Returns numbers below a power of two, each equally often, in an order that is
	 * independent of the order of the parents.
	 */
	int next(int powerOfTwo) {
		return (this.calls++ * 0x9E3779B9 >>> 16) & (powerOfTwo - 1);
	}

	/**
	 * Returns whether this is an odd pass through the parents.
	 */
	boolean isBack() {
		return this.back;
	}

}
