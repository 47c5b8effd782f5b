package io.github.shadowvars.benchmark;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Parents without values, as many as the population has, in the order of access.
 */
@State(Scope.Benchmark)
public class Strangers {

	Object[] sequence = {};

	/**
	 * Creates the parents.
	 * @param population the parents with values
	 */
	@Setup(Level.Trial)
	public void create(Population population) {
		Object[] parents = population.peer.newParents(population.size);
		population.collect();
		this.sequence = Population.sequence(parents);
	}

}
