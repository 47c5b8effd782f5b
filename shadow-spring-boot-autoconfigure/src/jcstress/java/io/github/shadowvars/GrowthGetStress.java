package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A call that makes the table grow, beside two that look for what was there before.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Found")
@Outcome(expect = Expect.FORBIDDEN, desc = "Not found")
@State
public class GrowthGetStress {

	private final Object first = new Object();

	private final Object second = new Object();

	private final Object third = new Object();

	private final ShadowVariable<Object, Object> variable = ProvenIds.register((parent, value, cause) -> {
	}).view();

	public GrowthGetStress() {
		this.variable.alloc(this.first, (same) -> 1);
		this.variable.alloc(this.second, (same) -> 1);
	}

	@Actor
	public void grow() {
		this.variable.alloc(this.third, (same) -> 1);
	}

	@Actor
	public void get(II_Result result) {
		result.r1 = this.variable.has(this.first) ? 1 : 0;
		result.r2 = this.variable.has(this.second) ? 1 : 0;
	}

}
