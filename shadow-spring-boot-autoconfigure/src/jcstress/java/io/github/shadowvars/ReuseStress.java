package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The end of a run reaches the latch late, when a call may already use it to wait for the
 * callback's next run. The call must distinguish the two runs.
 */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "The next run has not begun")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Waited in vain")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "Took the next run to have ended")
@State
public class ReuseStress {

	private final CallbackSlot callback = new CallbackSlot();

	public ReuseStress() {
		this.callback.beginDestructors(0);
	}

	@Actor
	public void end() {
		this.callback.end();
	}

	@Actor
	public void awaitNext(I_Result result) {
		if (this.callback.isRunning()) {
			result.r1 = -1;
			return;
		}
		this.callback.beginDestructors(0);
		try {
			result.r1 = this.callback.run().await(0) ? 1 : 0;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
