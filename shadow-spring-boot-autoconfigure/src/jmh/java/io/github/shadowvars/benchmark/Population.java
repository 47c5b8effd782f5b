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
 * Parents with values, in random order.
 */
@State(Scope.Benchmark)
public class Population {

	private static final int UNLEARNABLE = 1 << 14;

	/**
	 * The peer that attaches the values.
	 */
	@Param
	Peer.Kind kind = Peer.Kind.SHADOW;

	/**
	 * The number of parents with values.
	 */
	@Param("1000")
	int size;

	/**
	 * The number of values of each parent.
	 */
	@Param("1")
	int ids;

	/**
	 * A peer for each id.
	 */
	Peer[] peers = {};

	Peer peer = Peer.Kind.FIELD.create();

	private Object[] parents = {};

	/**
	 * The parents in the order of access.
	 */
	Object[] sequence = {};

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
		this.sequence = sequence(this.parents);
	}

	/**
	 * Runs a full collection, so that all objects are where they stay.
	 */
	void collect() {
		System.gc();
		for (Peer peer : this.peers) {
			for (Object parent : this.parents) {
				// Has an effect only for Spring's map, which has lost all values.
				peer.getOrAlloc(parent);
			}
		}
	}

	/**
	 * Returns parents in an order that differs from the order of attaching. Otherwise
	 * neighbouring objects in memory would be read one after the other. If there are few
	 * parents, the sequence has each several times, because a processor learns a short
	 * sequence. No parent is at both an even and an odd index, so two alternating threads
	 * share no parent.
	 */
	static Object[] sequence(Object[] parents) {
		Random random = new Random(7);
		Object[] sequence = parents.clone();
		Collections.shuffle(Arrays.asList(sequence), random);
		if (sequence.length >= UNLEARNABLE) {
			return sequence;
		}
		Object[] picks = new Object[UNLEARNABLE];
		Arrays.setAll(picks, (i) -> sequence[random.nextInt(sequence.length / 2) * 2 + (i & 1)]);
		return picks;
	}

}
