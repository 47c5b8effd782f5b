package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * A thread that polls whether a table is closed must eventually see it.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "Seen")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "Never seen")
@State
public class ClosedStress {

	private final ShadowTable table = new ShadowTable(null, false, Limit.NONE);

	@Actor
	public void ask() {
		while (!this.table.isClosed()) {
			// An empty loop, so that a compiler may hoist reads that it need not repeat.
		}
	}

	@Signal
	public void close() {
		this.table.close(CloseReason.CLOSED);
	}

}
