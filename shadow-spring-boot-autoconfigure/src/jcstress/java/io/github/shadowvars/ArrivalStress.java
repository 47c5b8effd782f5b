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
 * A thread that polls must eventually see the value that another thread attaches, even if
 * the table grows. So a call must not reuse values that an earlier call has read.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "Seen")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "Never seen")
@State
public class ArrivalStress {

	private final Object parent = new Object();

	private final Object[] others = Stream.generate(Object::new).limit(ShadowTable.MIN_BINS).toArray();

	private final ShadowVariable<Object, Object> variable = ProvenIds.register((parent, value, cause) -> {
	}).unownedHandle();

	@Actor
	public void get() {
		while (this.variable.get(this.parent) == null) {
			// An empty loop, so that a compiler may hoist reads that it need not repeat.
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
