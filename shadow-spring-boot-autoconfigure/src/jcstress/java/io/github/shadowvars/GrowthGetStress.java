package io.github.shadowvars;

import java.util.stream.Stream;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A call makes the table grow while another call looks for all earlier variables.
 */
@JCStressTest
@Outcome(id = "24", expect = Expect.ACCEPTABLE, desc = "All found")
@Outcome(expect = Expect.FORBIDDEN, desc = "Not found")
@State
public class GrowthGetStress {

	/**
	 * With this number of variables a table must grow for the next one, and some of them
	 * share a bin.
	 */
	private static final int FULL = 24;

	private final Object[] parents = Stream.generate(Object::new).limit(FULL).toArray();

	private final Object another = new Object();

	private final ShadowVariable<Object, Object> variable = ProvenIds.register((parent, value, cause) -> {
	}).unownedHandle();

	public GrowthGetStress() {
		for (Object parent : this.parents) {
			this.variable.alloc(parent, (same) -> 1);
		}
	}

	@Actor
	public void grow() {
		this.variable.alloc(this.another, (same) -> 1);
	}

	@Actor
	public void get(I_Result result) {
		for (Object parent : this.parents) {
			result.r1 += this.variable.has(parent) ? 1 : 0;
		}
	}

}
