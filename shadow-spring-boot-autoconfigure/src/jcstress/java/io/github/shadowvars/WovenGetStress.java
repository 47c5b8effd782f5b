package io.github.shadowvars;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One call gets a value of a woven parent while another frees another id's value in front
 * of it, and attaches it again. The first value must always be found.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Found")
@Outcome(expect = Expect.FORBIDDEN, desc = "Missed")
@State
public class WovenGetStress {

	private final WovenStress parent = new WovenStress();

	private final ShadowVariable<Object, Object> stays = ProvenIds.register(Object.class);

	private final ShadowVariable<Object, Object> moves = ProvenIds.register(Object.class);

	public WovenGetStress() {
		this.stays.alloc(this.parent, (same) -> Boolean.TRUE);
		this.moves.alloc(this.parent, (same) -> Boolean.TRUE);
	}

	@Actor
	public void get(II_Result result) {
		result.r1 = this.stays.has(this.parent) ? 1 : 0;
		result.r2 = this.stays.has(this.parent) ? 1 : 0;
	}

	@Actor
	public void free() {
		this.moves.free(this.parent);
		this.moves.alloc(this.parent, (same) -> Boolean.TRUE);
	}

}
