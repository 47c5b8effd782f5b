package io.github.shadowvars;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * One call attaches while two calls free. The sum of live and destroyed values must be one.
 */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "Freed by nobody")
@Outcome(id = { "1, 0, 0", "0, 1, 0" }, expect = Expect.ACCEPTABLE, desc = "Freed by one")
@Outcome(expect = Expect.FORBIDDEN, desc = "Destroyed twice, or never")
@State
public class AllocFreeStress {

	private final AtomicInteger destroyed = new AtomicInteger();

	private final Object parent = new Object();

	private final ShadowVariable<Object, Object> variable = ProvenIds
		.register((parent, value, cause) -> this.destroyed.incrementAndGet())
		.unownedHandle();

	@Actor
	public void alloc() {
		this.variable.alloc(this.parent, (same) -> Boolean.TRUE);
	}

	@Actor
	public void free(III_Result result) {
		result.r1 = this.variable.free(this.parent) ? 1 : 0;
		result.r2 = (int) this.variable.freeAll();
	}

	@Arbiter
	public void count(III_Result result) {
		int live = this.variable.has(this.parent) ? 1 : 0;
		boolean whole = this.variable.count() == live && live + this.destroyed.get() == 1;
		result.r3 = whole ? live : -1;
	}

}
