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
 * An id is closed while a call attaches to a woven parent. The constructed value must be
 * destroyed once, and the parent must have no cell.
 */
@JCStressTest
@Outcome(id = { "1, 1, 0", "0, 0, 0" }, expect = Expect.ACCEPTABLE, desc = "Destroyed, or refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "Constructed and not destroyed once, or still there")
@State
public class WovenCloseStress {

	private final WovenStress parent = new WovenStress();

	private final AtomicInteger constructed = new AtomicInteger();

	private final AtomicInteger destroyed = new AtomicInteger();

	private final RegisteredId<Object, Object> id = ProvenIds
		.register((same, value, cause) -> this.destroyed.incrementAndGet());

	@Actor
	public void alloc() {
		try {
			this.id.unownedHandle().alloc(this.parent, (same) -> this.constructed.incrementAndGet());
		}
		catch (IllegalStateException ex) {
			// Refused, or constructed and destroyed: the counts show which.
		}
	}

	@Actor
	public void close() {
		this.id.close();
		this.id.freeAll(FreeCause.CLOSED);
	}

	@Arbiter
	public void count(III_Result result) {
		result.r1 = this.constructed.get();
		result.r2 = this.destroyed.get();
		result.r3 = (this.parent.shadow$cells() != null) ? 1 : (int) this.id.count();
	}

}
