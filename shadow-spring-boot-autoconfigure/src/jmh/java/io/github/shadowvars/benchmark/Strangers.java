package io.github.shadowvars.benchmark;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * As many parents as the population has, that carry no value, in an order of access.
 */
@State(Scope.Benchmark)
public class Strangers {

	Object[] sequence = {};

	/**
	 * Creates them.
	 * @param population those that carry a value
	 */
	@Setup(Level.Trial)
	public void create(Population population) {
		Object[] parents = population.peer.newParents(population.size);
		population.collect();
		this.sequence = Population.sequence(parents);
	}

}
