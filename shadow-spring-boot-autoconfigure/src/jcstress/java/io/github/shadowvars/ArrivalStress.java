package io.github.shadowvars;

import java.util.stream.Stream;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * A thread that asks again and again sees at last what another attaches, though the table
 * grows: nothing that it reads may be kept from one call to the next.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "Seen")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "Never seen")
@State
public class ArrivalStress {

	private final Object parent = new Object();

	private final Object[] others = Stream.generate(Object::new).limit(ShadowTable.MIN_BINS).toArray();

	private final ShadowVariable<Object, Object> variable = ProvenIds.register((parent, value, cause) -> {
	}).view();

	@Actor
	public void get() {
		while (this.variable.get(this.parent) == null) {
			// Nothing else, so that a compiler may keep what it is not told to read again.
		}
	}

	@Signal
	public void alloc() {
		for (Object other : this.others) {
			this.variable.alloc(other, (same) -> 1);
		}
		this.variable.alloc(this.parent, (same) -> 1);
	}

}
