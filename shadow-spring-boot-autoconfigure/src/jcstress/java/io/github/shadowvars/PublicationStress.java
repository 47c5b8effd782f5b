package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A constructor fills its value step by step while other calls get it. They must see the
 * complete value or none.
 */
@JCStressTest
@Outcome(id = { "0, 15", "15, 15" }, expect = Expect.ACCEPTABLE, desc = "Absent, or whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "Half built")
@State
public class PublicationStress {

	private final Object parent = new Object();

	private final ShadowVariable<Object, Plain> variable = ProvenIds.register(Plain.class);

	@Actor
	public void alloc() {
		this.variable.getOrAlloc(this.parent, (same) -> new Plain());
	}

	@Actor
	public void get(II_Result result) {
		Plain value = this.variable.get(this.parent);
		result.r1 = (value != null) ? value.sum() : 0;
		result.r2 = this.variable.getOrAlloc(this.parent, (same) -> new Plain()).sum();
	}

	/**
	 * Has no final field, because a final field would make any publication safe.
	 */
	static final class Plain {

		private int a;

		private int b;

		private int c;

		private int d;

		Plain() {
			this.a = 1;
			this.b = 2;
			this.c = 4;
			this.d = 8;
		}

		int sum() {
			return this.a + this.b + this.c + this.d;
		}

	}

}
