package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two calls, each with its own id, attach to one woven parent, free and attach again.
 * Neither may remove the other's cell.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both are there")
@Outcome(expect = Expect.FORBIDDEN, desc = "A cell is lost")
@State
public class WovenIdsStress {

	private final WovenStress parent = new WovenStress();

	private final ShadowVariable<Object, Object> one = ProvenIds.register(Object.class);

	private final ShadowVariable<Object, Object> other = ProvenIds.register(Object.class);

	@Actor
	public void one() {
		attachAgain(this.one);
	}

	@Actor
	public void other() {
		attachAgain(this.other);
	}

	private void attachAgain(ShadowVariable<Object, Object> variable) {
		variable.alloc(this.parent, (same) -> Boolean.TRUE);
		variable.free(this.parent);
		variable.alloc(this.parent, (same) -> Boolean.TRUE);
	}

	@Arbiter
	public void look(II_Result result) {
		result.r1 = this.one.has(this.parent) ? 1 : 0;
		result.r2 = this.other.has(this.parent) ? 1 : 0;
	}

}
