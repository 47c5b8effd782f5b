package io.github.shadowvars.benchmark;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Parents that carry values, in random order.
 */
@State(Scope.Benchmark)
public class Population {

	/**
	 * By what the values are attached.
	 */
	@Param
	Peer.Kind kind = Peer.Kind.SHADOW;

	/**
	 * How many parents carry values.
	 */
	@Param("1000")
	int size;

	/**
	 * How many values each of them carries.
	 */
	@Param("1")
	int ids;

	/**
	 * A peer for each id.
	 */
	Peer[] peers = {};

	Peer peer = Peer.Kind.FIELD.create();

	Object[] parents = {};

	/**
	 * Attaches the values.
	 */
	@Setup(Level.Trial)
	public void attach() {
		this.peers = new Peer[this.ids];
		Arrays.setAll(this.peers, (i) -> this.kind.create());
		this.peer = this.peers[0];
		this.parents = this.peer.newParents(this.size);
		for (Peer peer : this.peers) {
			peer.allocEach(this.parents);
		}
		collect();
		shuffle(this.parents);
	}

	/**
	 * Runs a full collection, so that all lies where it stays.
	 */
	void collect() {
		System.gc();
		for (Peer peer : this.peers) {
			for (Object parent : this.parents) {
				// Does nothing, but for Spring's map, which has lost all of them.
				peer.getOrAlloc(parent);
			}
		}
	}

	/**
	 * Makes the order of access differ from that of attaching, else what lies side by
	 * side in memory would be asked for one after the other.
	 */
	static void shuffle(Object[] parents) {
		Collections.shuffle(Arrays.asList(parents), new Random(7));
	}

}
