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
 * The last owner closes its handle while a call attaches. No variable may remain, and each
 * constructed value must be destroyed once. A registry closes each of its ids in the same
 * way, but a million registries with their threads would be too expensive.
 */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Attached or constructed, and destroyed")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "Constructed and not destroyed once, or still there")
@State
public class CloseAllocStress {

	private static final ShadowRegistry REGISTRY = ShadowRegistry.create();

	private static final AtomicInteger IDS = new AtomicInteger();

	private final AtomicInteger constructed = new AtomicInteger();

	private final AtomicInteger destroyed = new AtomicInteger();

	private final Object parent = new Object();

	private final ShadowVariable<Object, Object> variable = REGISTRY
		.register(ShadowType.builder(Object.class, Object.class)
			.id(IDS.incrementAndGet())
			.destructor((parent, value, cause) -> this.destroyed.incrementAndGet())
			.build());

	@Actor
	public void alloc() {
		try {
			this.variable.alloc(this.parent, (same) -> this.constructed.incrementAndGet());
		}
		catch (IllegalStateException ex) {
			// Refused, or constructed and destroyed: the counts show which.
		}
	}

	@Actor
	public void close() {
		this.variable.close();
	}

	@Arbiter
	public void count(III_Result result) {
		result.r1 = this.constructed.get();
		result.r2 = this.destroyed.get();
		result.r3 = this.variable.has(this.parent) ? 1 : (int) this.variable.count();
	}

}
