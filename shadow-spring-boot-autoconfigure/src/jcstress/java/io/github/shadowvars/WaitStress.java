package io.github.shadowvars;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A callback ends and serves another run at once, while a call starts to wait for the end.
 * Either the call sees the end, or the callback sees the waiting call.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Did not need to wait, and would have been woken")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Did not need to wait")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Was woken")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "Waits for ever")
@State
public class WaitStress {

	private static final VarHandle LATCH;

	static {
		try {
			LATCH = MethodHandles.privateLookupIn(CallbackSlot.class, MethodHandles.lookup())
				.findVarHandle(CallbackSlot.class, "latch", CountDownLatch.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CallbackSlot callback = new CallbackSlot();

	private final CallbackRun run;

	public WaitStress() {
		this.callback.beginDestructors(0);
		this.run = this.callback.run();
	}

	@Actor
	public void end() {
		this.callback.end();
		this.callback.beginDestructors(0);
	}

	@Actor
	public void await(II_Result result) {
		try {
			result.r1 = this.run.await(0) ? 1 : 0;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Arbiter
	public void look(II_Result result) {
		CountDownLatch latch = (CountDownLatch) LATCH.getVolatile(this.callback);
		result.r2 = (latch == null || latch.getCount() == 0) ? 1 : 0;
	}

}
