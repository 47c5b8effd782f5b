package io.github.shadowvars.benchmark;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A thread's place among the parents. No two threads share one.
 */
@State(Scope.Thread)
public class Cursor {

	private int first;

	private int step;

	private int length;

	private int next;

	private boolean back;

	/**
	 * Takes this thread's part of the parents.
	 * @param population the parents
	 * @param threads which thread this is, of how many
	 */
	@Setup(Level.Trial)
	public void start(Population population, ThreadParams threads) {
		this.first = threads.getThreadIndex();
		this.step = threads.getThreadCount();
		this.length = population.size;
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
	 * Whether this is every other time through the parents.
	 */
	boolean isBack() {
		return this.back;
	}

}
