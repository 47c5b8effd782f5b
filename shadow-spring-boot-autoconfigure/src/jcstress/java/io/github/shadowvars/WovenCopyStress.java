package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One call reads a copied parent, which still has its original's cells, while another
 * attaches to it. The copy must never have its original's values, and must keep its own.
 */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Kept")
@Outcome(expect = Expect.FORBIDDEN, desc = "Lost, or the original's")
@State
public class WovenCopyStress {

	private final WovenStress copy;

	private final ShadowVariable<Object, Object> originals = ProvenIds.register(Object.class);

	private final ShadowVariable<Object, Object> copys = ProvenIds.register(Object.class);

	public WovenCopyStress() {
		WovenStress original = new WovenStress();
		this.originals.alloc(original, (same) -> Boolean.TRUE);
		this.copy = original.clone();
	}

	@Actor
	public void get(II_Result result) {
		result.r1 = this.originals.has(this.copy) ? 1 : 0;
	}

	@Actor
	public void alloc() {
		this.copys.alloc(this.copy, (same) -> Boolean.TRUE);
	}

	@Arbiter
	public void look(II_Result result) {
		result.r2 = this.copys.has(this.copy) ? 1 : 0;
	}

}
