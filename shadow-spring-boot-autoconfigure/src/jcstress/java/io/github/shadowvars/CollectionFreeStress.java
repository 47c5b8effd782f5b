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
 * The sweep for a collected parent races with a call that frees this parent's variable and
 * one that frees all. The value must be destroyed once. The test clears the reference by
 * hand, at any moment, like the collector.
 */
@JCStressTest
@Outcome(id = { "1, 0, 0", "0, 1, 0", "0, 0, 1" }, expect = Expect.ACCEPTABLE, desc = "Destroyed by one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "Destroyed twice, or never")
@State
public class CollectionFreeStress {

	private final AtomicInteger collected = new AtomicInteger();

	private final AtomicInteger freed = new AtomicInteger();

	private final AtomicInteger purged = new AtomicInteger();

	private final Object parent = new Object();

	private final RegisteredId<Object, Object> id = ProvenIds
		.register((parent, value, cause) -> (switch (cause) {
			case PARENT_COLLECTED -> this.collected;
			case FREED -> this.freed;
			default -> this.purged;
		}).incrementAndGet());

	private final Attachment attachment = ProvenIds.attach(this.id.table(), this.parent, Boolean.TRUE);

	@Actor
	public void collect() {
		this.attachment.clear();
		this.id.table().removeCollected(this.attachment, this.id.destruction().ofType());
	}

	@Actor
	public void free() {
		this.id.unownedHandle().free(this.parent);
		this.id.unownedHandle().purge();
	}

	@Arbiter
	public void count(III_Result result) {
		result.r1 = this.collected.get();
		result.r2 = this.freed.get();
		result.r3 = (this.id.count() == 0) ? this.purged.get() : -1;
	}

}
